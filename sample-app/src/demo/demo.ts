import { connect } from './chapters/connect.js';
import { disable } from './chapters/disable.js';
import { flood } from './chapters/flood.js';
import { Operator } from './chapters/operator.js';
import { refusals } from './chapters/refusals.js';
import { sweep } from './chapters/sweep.js';
import type { Narrator } from './narrator.js';
import type { Credentials } from './person.js';

export interface Cast {
  /** Who allows the client to act for them. */
  person: Credentials;
  operator: Credentials;
}

/** Everything that a newcomer wants to see once. It can be repeated, and leaves the server as usable as before. */
export async function runDemo(address: string, cast: Cast, narrator: Narrator): Promise<string> {
  const operator = new Operator(address, cast.operator, narrator);
  narrator.chapters(5);
  narrator.chapter('A client registers and works');
  const connected = await connect(address, cast.person, narrator);
  narrator.chapter('Some are refused');
  await refusals(address, narrator);
  narrator.chapter('A flood is limited');
  await flood(address, narrator);
  narrator.chapter('An operator turns a client off');
  await disable(operator, connected, narrator);
  narrator.chapter('What nobody uses goes away');
  await sweep(operator, narrator);
  return connected.answer;
}
