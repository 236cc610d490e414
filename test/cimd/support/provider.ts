import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { DcrClientService, DcrMetadataService, DcrSessionService } from 'nestjs-dcr';
import { attachDcr, withDcr } from 'nestjs-dcr/oidc-provider';
import { Provider } from 'oidc-provider';
import { CookieJar } from '../../../sample-app/src/demo/cookie-jar.js';
import { Page } from '../../../sample-app/src/demo/page.js';
import { MapAdapter } from '../../oidc-provider/support/map-adapter.js';
import type { Case, Json } from './case.js';
import type { Answered } from './seen.js';

const MAX_REQUESTS = 20;
/** What the provider's own pages for development ask for. */
const ANSWERS: [page: RegExp, fields: Record<string, string>][] = [
  [/value="login"/, { prompt: 'login', login: 'alice', password: 'any' }],
  [/value="consent"/, { prompt: 'consent' }],
];

export interface ServedProvider {
  issuer: string;
  close(): Promise<void>;
}

/** Joins a provider with the application, on a server of its own. */
export async function serveProvider(nest: INestApplication): Promise<ServedProvider> {
  const services = {
    clients: nest.get(DcrClientService),
    sessions: nest.get(DcrSessionService),
    metadata: nest.get(DcrMetadataService),
  };
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const configuration = {
    adapter: MapAdapter,
    findAccount: (_ctx: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
    features: { devInteractions: { enabled: true } },
  };
  const provider = new Provider(issuer, withDcr(configuration, services));
  attachDcr(provider, services);
  const handle = provider.callback();
  server.on('request', (request, response) => void handle(request, response));
  const close = async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  };
  return { issuer, close };
}

/** A person with a browser, and the client of the case. */
export class ProviderVisit {
  private readonly cookies = new CookieJar();
  private current?: URL;
  private next?: URL;
  private redirectUri = '';

  constructor(
    private readonly provider: ServedProvider,
    private readonly one: Pick<Case, 'authorize'>,
  ) {}

  /** Opens the authorization endpoint. */
  async authorize(params: Record<string, string> = {}): Promise<Answered> {
    const { clientId, redirectUri, responseType, codeChallenge, codeChallengeMethod } = this.one.authorize;
    const url = new URL(`${this.provider.issuer}/auth`);
    const parameters: Json = {
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: responseType,
      scope: 'openid',
      code_challenge: codeChallenge,
      code_challenge_method: codeChallengeMethod,
      ...params,
    };
    for (const [name, value] of Object.entries(parameters)) {
      if (typeof value === 'string') url.searchParams.set(name, value);
    }
    this.redirectUri = String(parameters['redirect_uri']);
    return this.open(url);
  }

  /** Signs in, consents, and follows the redirects until the browser is back at the client or at an error page. */
  async finish(): Promise<Answered> {
    if (!this.next) throw new Error('Nothing was begun at the provider.');
    let answered = await this.open(this.next);
    for (let requests = 1; requests < MAX_REQUESTS; requests++) {
      if (this.next) {
        if (this.next.href.startsWith(this.redirectUri)) return answered;
        answered = await this.open(this.next);
        continue;
      }
      const fields = ANSWERS.find(([page]) => page.test(answered.text))?.[1];
      if (!fields) return answered;
      const page = new Page(this.current!, answered.status, new Headers(), answered.text);
      answered = await this.open(page.formAction, new URLSearchParams(fields));
    }
    throw new Error('The provider redirects without end.');
  }

  /** Redeems a code that does not exist. */
  token(): Promise<Answered> {
    const { clientId, redirectUri } = this.one.authorize;
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: String(clientId),
      redirect_uri: String(redirectUri),
      code: 'unknown',
      code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    });
    return this.open(new URL(`${this.provider.issuer}/token`), body);
  }

  discovery(): Promise<Answered> {
    return this.open(new URL(`${this.provider.issuer}/.well-known/openid-configuration`));
  }

  private async open(url: URL, form?: URLSearchParams): Promise<Answered> {
    const begun = performance.now();
    const headers = new Headers({ accept: url.pathname === '/token' ? 'application/json' : 'text/html' });
    const cookie = this.cookies.headerFor(url);
    if (cookie) headers.set('cookie', cookie);
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form,
      headers,
      redirect: 'manual',
    });
    this.cookies.store(url, response);
    const location = response.headers.get('location');
    this.current = url;
    this.next = location === null ? undefined : new URL(location, url);
    return {
      kind: 'answered',
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text: await response.text(),
      code: this.next?.searchParams.has('code') ?? false,
      ms: Math.round(performance.now() - begun),
    };
  }
}
