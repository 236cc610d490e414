import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import type { Narrator } from '../narrator.js';
import { callTool, type Connected } from './connect.js';
import type { Operator } from './operator.js';
import { check } from './register.js';

/** Disabling a client takes effect at once. */
export async function disable(
  operator: Operator,
  { application, client }: Connected,
  narrator: Narrator,
): Promise<void> {
  const clientId = application.clientInformation()!.client_id;
  narrator.step('The operator disables the client');
  const { revokedSessions } = await operator.post<{ revokedSessions: number }>(
    `/clients/${clientId}/disable`,
    {
      reason: 'The demo shows the effect.',
    },
  );
  check(revokedSessions === 1, `${revokedSessions} sessions were revoked`);
  narrator.good(`Disabled. ${revokedSessions} session revoked: its tokens no longer work.`);

  narrator.step('The client calls the tool again');
  await expectCutOff(callTool(client, 'connected_apps'));
  await client.close();
  narrator.bad('Its access and refresh tokens are refused. Like every real client, it has registered again,');
  narrator.say('and the user would have to sign in and allow access again.');
  const now = application.clientInformation()?.client_id;
  check(now !== clientId, 'the client still uses its old ID');
}

/** The tokens are refused, and the client would need a new authorization. */
export async function expectCutOff(call: Promise<string>): Promise<void> {
  const failure = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  check(failure !== undefined, 'the client could still call the tool');
  if (!(failure instanceof UnauthorizedError)) throw failure;
}
