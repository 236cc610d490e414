import { bold, dim } from './colors.js';

const DOCUMENT =
  'the client with a metadata document: its host, when it was read, and a button that reads it again';

/**
 * Lists the console pages that show the results of the demo.
 *
 * @param withDocument whether the demo has shown the client with a metadata document
 */
export function whereToLook(address: string, took: number, withDocument: boolean): string {
  const place = (path: string, words: string) => `   ${bold(`${address}/admin${path}`)}\n   ${dim(words)}\n`;
  return `

${withDocument ? 'Everything worked' : 'Everything but the skipped chapter worked'}, in ${(took / 1_000).toFixed(1)} seconds. See the results in the operator's console:

${place('', 'charts of registered, rejected and limited attempts, and the switch that pauses registration')}
${place('/clients', 'the demo client, now disabled, and the copies that the flood left, grouped into one row')}
${withDocument ? `${place('/clients?source=cimd', DOCUMENT)}\n` : ''}${place('/pending', 'Claude Helper is waiting for approval: approve or reject it')}
${place('/audit?outcome=rejected', 'the rejected attempts with their IP addresses; the flood is one event with a count')}
   Sign in as ${bold('operator')}, with the password that npm start printed.
`;
}
