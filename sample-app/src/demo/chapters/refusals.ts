import type { Narrator } from '../narrator.js';
import { check, register } from './register.js';

const ELSEWHERE = ['https://elsewhere.example/callback'];

/** Registrations that the rules reject, that the policy denies, and that the policy holds for approval. */
export async function refusals(address: string, narrator: Narrator): Promise<void> {
  narrator.step('A client wants its codes sent over plain http');
  await refused('invalid_redirect_uri', {
    client_name: 'Careless',
    redirect_uris: ['http://elsewhere.example/callback'],
  });

  narrator.step('A client uses our own name; our policy denies it');
  await refused('invalid_client_metadata', {
    client_name: 'Sample App Support',
    redirect_uris: ELSEWHERE,
  });

  narrator.step('A client calls itself Claude, but redirects to another host: it is registered as pending');
  const waiting = await register(address, { client_name: 'Claude Helper', redirect_uris: ELSEWHERE });
  check(waiting.status === 201, `a pending client was answered ${waiting.status}`);
  narrator.say(`POST /register → 201, ${waiting.body.client_id}`);
  const url = new URL(`${address}/authorize`);
  url.search = new URLSearchParams({
    client_id: waiting.body.client_id!,
    response_type: 'code',
    redirect_uri: ELSEWHERE[0]!,
  }).toString();
  const page = await fetch(url, { redirect: 'manual' });
  check(page.status === 400, `a pending client could authorize: ${page.status}`);
  narrator.good('It cannot be used until an operator approves it: GET /authorize → 400');

  async function refused(error: string, metadata: object): Promise<void> {
    const { status, body } = await register(address, metadata);
    check(status === 400 && body.error === error, `${status} ${JSON.stringify(body)}`);
    narrator.bad(`POST /register → ${status} ${body.error}`);
    narrator.say(body.error_description ?? '');
  }
}
