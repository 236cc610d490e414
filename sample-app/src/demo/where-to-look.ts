import { bold, dim } from './colors.js';

/** Lists the console pages that show the results of the demo. */
export function whereToLook(address: string, took: number): string {
  const place = (path: string, words: string) => `   ${bold(`${address}/admin${path}`)}\n   ${dim(words)}\n`;
  return `

Everything worked, in ${(took / 1_000).toFixed(1)} seconds. See the results in the operator's console:

${place('', 'charts of registered, rejected and limited attempts, and the switch that pauses registration')}
${place('/clients', 'the demo client, now disabled, and the copies that the flood left, grouped into one row')}
${place('/clients?source=cimd', 'the client with a metadata document: its host, when it was read, and a button that reads it again')}
${place('/pending', 'Claude Helper is waiting for approval: approve or reject it')}
${place('/audit?outcome=rejected', 'the rejected attempts with their IP addresses; the flood is one event with a count')}
   Sign in as ${bold('operator')}, with the password that npm start printed.
`;
}
