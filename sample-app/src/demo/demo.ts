import { connect } from './chapters/connect.js';
import { connectByDocument } from './chapters/document.js';
import { disable } from './chapters/disable.js';
import { flood } from './chapters/flood.js';
import { Operator } from './chapters/operator.js';
import { refusals } from './chapters/refusals.js';
import { sweep } from './chapters/sweep.js';
import type { ClientSite } from './find-site.js';
import type { Narrator } from './narrator.js';
import type { Credentials } from './person.js';

export interface Cast {
  /** The user who allows the client to act for them. */
  person: Credentials;
  operator: Credentials;
}

/**
 * Runs the whole demo. It can be repeated, and leaves the server usable.
 *
 * @param site of the client with a metadata document, or why its chapter is skipped
 */
export async function runDemo(
  address: string,
  cast: Cast,
  narrator: Narrator,
  site: ClientSite,
): Promise<string> {
  const operator = new Operator(address, cast.operator, narrator);
  narrator.chapters(6);
  narrator.chapter('A client registers and calls a tool');
  const connected = await connect(address, cast.person, narrator);
  narrator.chapter('A client connects without registering');
  if ('skipped' in site) narrator.skip(site.skipped);
  else await connectByDocument(address, { ...cast, operator, site }, narrator);
  narrator.chapter('Some registrations are rejected');
  await refusals(address, narrator);
  narrator.chapter('A flood is limited');
  await flood(address, narrator);
  narrator.chapter('An operator disables a client');
  await disable(operator, connected, narrator);
  narrator.chapter('Unused clients are cleaned up');
  await sweep(operator, narrator);
  return connected.answer;
}
