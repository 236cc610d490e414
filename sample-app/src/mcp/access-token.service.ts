import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import type { AuthInfo } from '@modelcontextprotocol/server';
import { DcrClientService } from 'nestjs-dcr';
import { Provider } from 'oidc-provider';
import { MCP_SCOPE } from '../authorization-server/scopes.js';
import { Settings } from '../config/settings.js';
import { BearerError } from './bearer.error.js';

/** The tokens are opaque and issued by this application, so they are looked up instead of decoded. */
@Injectable()
export class AccessTokenService {
  constructor(
    private readonly settings: Settings,
    private readonly provider: Provider,
    private readonly clients: DcrClientService,
  ) {}

  async verify(value: string): Promise<AuthInfo> {
    const found = await this.find(value).catch((cause: unknown) => {
      throw new ServiceUnavailableException('The server cannot check tokens right now.', { cause });
    });
    if (!found)
      throw new BearerError(401, 'invalid_token', 'The access token is unknown, revoked or expired.');
    const { token, client } = found;
    if (!audienceOf(token).includes(this.settings.mcp)) {
      throw new BearerError(401, 'invalid_token', 'The access token is for another server.');
    }
    if (!token.scopes.has(MCP_SCOPE)) {
      throw new BearerError(403, 'insufficient_scope', `The access token needs the scope ${MCP_SCOPE}.`);
    }
    return {
      token: value,
      clientId: client.clientId,
      scopes: [...token.scopes],
      resource: new URL(this.settings.mcp),
      extra: { accountId: token.accountId },
      ...(token.exp === undefined ? undefined : { expiresAt: token.exp }),
    };
  }

  /** A token ends with its grant, and with its client. */
  private async find(value: string) {
    const token = await this.provider.AccessToken.find(value);
    if (!token?.isValid || !token.clientId || !token.grantId) return undefined;
    const [client, grant] = await Promise.all([
      this.clients.findActive(token.clientId),
      this.provider.Grant.find(token.grantId),
    ]);
    return client && grant ? { token, client } : undefined;
  }
}

function audienceOf({ aud }: { aud?: string | string[] | undefined }): string[] {
  return aud === undefined ? [] : [aud].flat();
}
