import { bold, dim } from './colours.js';

/** The demo has left traces. */
export function whereToLook(address: string, took: number): string {
  const place = (path: string, words: string) => `   ${bold(`${address}/admin${path}`)}\n   ${dim(words)}\n`;
  return `

All of it worked, in ${(took / 1_000).toFixed(1)} seconds. Now look at it in the operator's console:

${place('', 'the charts: what was registered, refused and limited; and the switch that pauses registration')}
${place('/clients', 'the demo client, disabled; and the copies that the flood left, folded into one row')}
${place('/pending', 'Claude Helper waits for you: approve it, or refuse it')}
${place('/audit?outcome=rejected', 'the refusals, with the address they came from; the flood is one line with a count')}
   Sign in as ${bold('operator')}, with the password that npm start printed.
`;
}
