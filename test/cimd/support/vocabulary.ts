import type { Case, Json } from './case.js';
import { CHECKS } from './checks/index.js';
import { assertMembers } from './members.js';
import { STEPS } from './steps/index.js';

const NAMES = 'id area level title source realClientId';
const CHANGES = 'cimd dcr policy env testHosts';
const CASE = `${NAMES} ${CHANGES} oidc replicas document clientId authorize steps expected`.split(' ');
const DOCUMENT = 'status headers body rawBody rawBase64 tls behaviour'.split(' ');
const REQUEST = 'clientId redirectUri responseType codeChallenge codeChallengeMethod scope ip'.split(' ');

/** Throws for anything in a case that this runner does not know: a case that is only half understood proves nothing. */
export function assertKnown(one: Case): void {
  assertMembers(one as unknown as Json, CASE, 'the case');
  assertMembers(one.document as Json, DOCUMENT, 'document');
  assertMembers(one.authorize, REQUEST, 'authorize');
  assertExpectation(one.expected, 'expected');
  for (const [index, step] of (one.steps ?? []).entries()) {
    const at = `step ${index + 1}`;
    const actions = Object.keys(step).filter((name) => name in STEPS);
    const [action] = actions;
    if (action === undefined || actions.length > 1)
      throw new Error(`${at} needs one action: ${JSON.stringify(step)}`);
    assertMembers(step, [action, ...STEPS[action]!.modifiers], at);
    if (step.expect) assertExpectation(step.expect, `${at}, expect`);
  }
}

function assertExpectation(expectation: Json, at: string): void {
  assertMembers(expectation, Object.keys(CHECKS), at);
  const alternatives = expectation['anyOf'] as Json[] | undefined;
  for (const alternative of alternatives ?? []) assertExpectation(alternative, `${at}, anyOf`);
}
