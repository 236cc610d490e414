import * as oauth from 'oauth4webapi';
import { DcrAdminService } from 'nestjs-dcr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../sample-app/src/demo/browser.js';
import { Page } from '../../sample-app/src/demo/page.js';
import { callMcp } from './support/mcp.js';
import {
  clientOf,
  openSignedIn,
  serveDocument,
  startDocumentSample,
  type DocumentSample,
} from './support/documents.js';
import { authorizationUrl, redeem, REDIRECT_URI } from './support/registered-client.js';

const WEB = 'https://client.test/callback';

let sample: DocumentSample;
beforeAll(async () => void (sample = await startDocumentSample()));
afterAll(() => sample?.close());

/** A user who is signed in, with a client that redirects to the web or to a program on their computer. */
async function visit(changes: object = {}, redirectUri = WEB) {
  const clientId = serveDocument(sample.server, { redirect_uris: [redirectUri], ...changes });
  const registered = await clientOf(sample, clientId);
  const verifier = oauth.generateRandomCodeVerifier();
  const browser = new Browser(redirectUri);
  const open = async (more: Record<string, string> = {}) =>
    browser.open(
      await authorizationUrl(sample, registered, verifier, { redirect_uri: redirectUri, ...more }),
    );
  const url = await authorizationUrl(sample, registered, verifier, { redirect_uri: redirectUri });
  const consent = (await openSignedIn(sample, url, browser)) as Page;
  const allow = (page = consent) => browser.submit(page, { decision: 'allow' }) as Promise<URL>;
  /** Publishes another version, and lets the operator ask for it. */
  const change = async (document: object) => {
    serveDocument(sample.server, { redirect_uris: [redirectUri], ...changes, ...document }, clientId);
    await sample.app.get(DcrAdminService, { strict: false }).refreshClient(clientId);
  };
  const tokens = async (callback: URL) => {
    const code = callback.searchParams.get('code')!;
    return (await redeem(registered, code, verifier, { redirect_uri: redirectUri })).body;
  };
  return { browser, open, consent, allow, change, tokens };
}

describe('The consent page of a client with a metadata document', () => {
  test('names the host first, the name as a claim, and where the browser goes', async () => {
    const { consent } = await visit({ client_name: 'Trust me', logo_uri: 'https://client.test/logo.png' });
    const [first, ...rest] = consent.text.split('\n');
    expect(first).toBe('client.test');
    expect(rest.join('\n')).toContain(
      'The application calls itself “Trust me”, but nobody has verified this name.',
    );
    expect(rest.join('\n')).toContain('You will be sent to client.test.');
    expect(consent.text).not.toContain('any program can pretend to be it');
    expect(consent.markup).not.toContain('logo.png');
  });

  test.each(['http://127.0.0.1:41999/callback', 'https://localhost:41999/callback'])(
    'warns if the code goes to the user’s computer, and is shown each time: %s',
    async (redirectUri) => {
      // Another redirect URI does not make a program on this computer trustworthy.
      const { consent, allow, open } = await visit({ redirect_uris: [redirectUri, WEB] }, redirectUri);
      expect(consent.text).toContain('any program can pretend to be it');
      expect((await allow()).searchParams.get('code')).toBeTruthy();
      expect(await open()).toMatchObject({ title: 'Allow access?' });
      const silent = (await open({ prompt: 'none' })) as URL;
      expect(silent.searchParams.get('error')).toMatch(/^(?:interaction|consent)_required$/);
    },
  );

  test('is not shown again while the document is the same', async () => {
    const { allow, open, change } = await visit();
    await allow();
    await change({});
    expect(((await open()) as URL).searchParams.get('code')).toBeTruthy();
  });

  test('is shown again after the name has changed, although the tokens still work', async () => {
    const { allow, open, change, tokens } = await visit();
    const { access_token } = await tokens(await allow());
    await change({ client_name: 'Renamed' });
    expect((await callMcp(sample, access_token)).status).toBe(200);
    const silent = (await open({ prompt: 'none' })) as URL;
    expect(silent.searchParams.get('error')).toBe('consent_required');
    const again = (await open()) as Page;
    expect(again.text).toContain('calls itself “Renamed”');
    expect((await allow(again)).searchParams.get('code')).toBeTruthy();
    expect(((await open()) as URL).searchParams.get('code')).toBeTruthy();
  });

  test('is shown again after a redirect URI was added, which has also ended the session', async () => {
    const { allow, open, change, tokens } = await visit();
    const { access_token } = await tokens(await allow());
    await change({ redirect_uris: [WEB, REDIRECT_URI] });
    expect((await callMcp(sample, access_token)).status).toBe(401);
    const again = (await open()) as Page;
    expect(again.text).toContain('It may also send you to:\na program on this computer (127.0.0.1)');
    expect((await allow(again)).searchParams.get('code')).toBeTruthy();
  });

  test('is shown again if the document changed while the user was reading', async () => {
    const { browser, consent, allow, change } = await visit();
    await change({ client_name: 'Meanwhile' });
    const shown = (await browser.submit(consent, { decision: 'allow' })) as Page;
    expect(shown).toMatchObject({ status: 200, title: 'Allow access?' });
    expect(shown.text).toContain('calls itself “Meanwhile”');
    expect((await allow(shown)).searchParams.get('code')).toBeTruthy();
  });
});
