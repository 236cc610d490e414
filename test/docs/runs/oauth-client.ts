import * as oauth from 'oauth4webapi';

/** The public address in the snippets. */
export const ORIGIN = 'https://api.example.com';
export const REDIRECT_URI = 'http://127.0.0.1:41999/callback';

type Tokens = oauth.TokenEndpointResponse;

/** A real client of a server that listens at `url`, and whose public address is {@link ORIGIN}. */
export class OAuthClient {
  private readonly verifier = oauth.generateRandomCodeVerifier();

  private constructor(
    private readonly url: string,
    readonly server: oauth.AuthorizationServer,
    private readonly client: oauth.Client,
  ) {}

  /** Discovers the server by its issuer and registers. Requests a secret, as many clients do. */
  static async register(url: string, issuer: string): Promise<OAuthClient> {
    const discovered = await oauth.discoveryRequest(new URL(issuer), { algorithm: 'oauth2', ...via(url) });
    const server = await oauth.processDiscoveryResponse(new URL(issuer), discovered);
    const metadata = {
      redirect_uris: [REDIRECT_URI],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_basic',
    };
    const registered = await oauth.dynamicClientRegistrationRequest(server, metadata, via(url));
    return new OAuthClient(url, server, await oauth.processDynamicClientRegistrationResponse(registered));
  }

  get id(): string {
    return this.client.client_id;
  }

  /** The URL at the server's actual address. */
  async authorizationUrl(changes: Record<string, string> = {}): Promise<string> {
    const parameters = {
      client_id: this.id,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      code_challenge: await oauth.calculatePKCECodeChallenge(this.verifier),
      code_challenge_method: 'S256',
      state: 'xyz',
      ...changes,
    };
    const endpoint = this.server.authorization_endpoint!.replace(ORIGIN, this.url);
    return `${endpoint}?${new URLSearchParams(parameters).toString()}`;
  }

  async redeem(callback: URL): Promise<Tokens> {
    const { server, client, verifier } = this;
    const parameters = oauth.validateAuthResponse(server, client, callback, 'xyz');
    const answer = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      parameters,
      REDIRECT_URI,
      verifier,
      via(this.url),
    );
    return oauth.processAuthorizationCodeResponse(server, client, answer);
  }

  async refresh(token: string, client: oauth.Client = this.client): Promise<Tokens> {
    const options = via(this.url);
    const answer = await oauth.refreshTokenGrantRequest(this.server, client, oauth.None(), token, options);
    return oauth.processRefreshTokenResponse(this.server, client, answer);
  }
}

function via(url: string) {
  return {
    [oauth.customFetch]: (address: string, init: object) =>
      fetch(address.replace(ORIGIN, url), {
        ...init,
        headers: {
          ...(init as { headers: object }).headers,
          // As the proxy in front would.
          'x-forwarded-proto': 'https',
          'x-forwarded-host': new URL(ORIGIN).host,
        },
      }),
  };
}
