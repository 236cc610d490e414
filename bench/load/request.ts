import { readFileSync } from 'node:fs';

interface KnownClient {
  client: string;
  body: unknown;
}

const file = new URL('../../../test/conformance/data/clients.json', import.meta.url);
const clients = JSON.parse(readFileSync(file, 'utf8')) as KnownClient[];

/** VS Code's registration, sent to every contender. */
export const registration = {
  method: 'POST' as const,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(clients.find(({ client }) => client.startsWith('VS Code'))!.body),
};
