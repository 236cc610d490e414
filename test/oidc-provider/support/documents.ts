import type { CimdOptions } from 'nestjs-dcr';
import { Browser } from '../../../sample-app/src/demo/browser.js';
import { Page } from '../../../sample-app/src/demo/page.js';
import { type DocumentServer, startDocumentServer } from '../../support/document-server.js';
import { discover, type Registered, REDIRECT_URI } from './registered-client.js';
import { startSample, type Sample } from './sample.js';

/** The hosts of the clients in these tests. All lead to one server on loopback. */
const HOSTS = ['client.test', 'claude.ai.test', 'chatgpt.com.test', 'impostor.test'];

export interface DocumentSample extends Sample {
  server: DocumentServer;
}

/** The sample application, and a server for the metadata documents of its clients. */
export async function startDocumentSample(environment?: NodeJS.ProcessEnv): Promise<DocumentSample> {
  const server = await startDocumentServer();
  const sample = await startSample(environment, documentsOn(server));
  const inner = { ...sample };
  return Object.assign(sample, {
    server,
    close: async () => {
      await inner.close();
      await server.close();
    },
  });
}

export function documentsOn({ connect, ca }: DocumentServer): Pick<CimdOptions, 'testHosts' | 'testCa'> {
  return { testHosts: Object.fromEntries(HOSTS.map((host) => [host, { connect }])), testCa: ca };
}

let counted = 0;

/** Serves a document at a URL that no other test uses, unless one is given. */
export function serveDocument(
  server: DocumentServer,
  changes: object = {},
  clientId = `https://client.test/${++counted}/client.json`,
): string {
  const body = {
    client_id: clientId,
    client_name: 'A documented client',
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
    ...changes,
  };
  server.serve({ body }, clientId);
  return clientId;
}

/** Opens an authorization request as a user who signs in if asked to. */
export async function openSignedIn(
  sample: Sample,
  url: URL,
  browser = new Browser(REDIRECT_URI),
): Promise<Page | URL> {
  const shown = await browser.open(url);
  const isSignIn = shown instanceof Page && shown.title === 'Sign in';
  return isSignIn ? browser.submit(shown, { ...sample.person }) : shown;
}

/** A client that uses the URL as its ID, without registering. */
export async function clientOf(sample: Sample, clientId: string): Promise<Registered> {
  return { as: await discover(sample), client: { client_id: clientId, token_endpoint_auth_method: 'none' } };
}
