import { randomUUID } from 'node:crypto';
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import type {
  OAuthClientInformationMixed,
  OAuthClientMetadata,
  OAuthTokens,
} from '@modelcontextprotocol/sdk/shared/auth.js';

/** What the MCP SDK requires from a client: its metadata, and storage for what the server issues. */
export class MemoryOAuthProvider implements OAuthClientProvider {
  /** The URL that the SDK wants the user's browser to open. */
  authorizationUrl?: URL;
  private client?: OAuthClientInformationMixed;
  private issued?: OAuthTokens;
  private verifier = '';
  private readonly expectedState = randomUUID();

  /**
   * @param clientMetadataUrl the URL of the client's metadata document, its ID at servers that support them. Without it, the
   *   client registers
   */
  constructor(
    public redirectUrl: string,
    private readonly clientName: string,
    readonly clientMetadataUrl?: string,
  ) {}

  get clientMetadata(): OAuthClientMetadata {
    return {
      client_name: this.clientName,
      redirect_uris: [this.redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    };
  }

  clientInformation(): OAuthClientInformationMixed | undefined {
    return this.client;
  }

  saveClientInformation(client: OAuthClientInformationMixed): void {
    this.client = client;
  }

  tokens(): OAuthTokens | undefined {
    return this.issued;
  }

  saveTokens(tokens: OAuthTokens): void {
    this.issued = tokens;
  }

  state(): string {
    return this.expectedState;
  }

  redirectToAuthorization(url: URL): void {
    this.authorizationUrl = url;
  }

  saveCodeVerifier(verifier: string): void {
    this.verifier = verifier;
  }

  codeVerifier(): string {
    return this.verifier;
  }

  invalidateCredentials(scope: 'all' | 'client' | 'tokens' | 'verifier' | 'discovery'): void {
    if (scope === 'all' || scope === 'client') delete this.client;
    if (scope === 'all' || scope === 'tokens') delete this.issued;
  }

  /** Reads the code from the callback URL. The SDK leaves checking the state to the client. */
  codeFrom(callback: URL): string {
    const { code, state, error, error_description } = Object.fromEntries(callback.searchParams);
    if (state !== this.expectedState) throw new Error('The callback has the wrong state.');
    if (!code) throw new Error(`The callback has no code: ${error} ${error_description ?? ''}`);
    return code;
  }
}
