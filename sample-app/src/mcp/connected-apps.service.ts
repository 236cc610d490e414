import { Injectable } from '@nestjs/common';
import { DcrClientService } from 'nestjs-dcr';
import { documentHost } from '../authorization-server/client-document.js';
import { OidcRecordsService } from '../authorization-server/oidc-records.service.js';
import { SCOPES } from '../authorization-server/scopes.js';

/** The part of the provider's grant that is used here. */
interface Grant {
  clientId: string;
  iat: number;
  openid?: { scope?: string };
  resources?: Record<string, string>;
}

/** An application that a user has allowed. */
export interface ConnectedApp {
  clientId: string;
  /** Chosen by the client; nobody has verified it. */
  name: string;
  /** The host of its metadata document, if it has one. */
  host?: string;
  redirectUris: string[];
  permissions: string[];
  allowedAt: string;
  lastUsedAt?: string;
}

@Injectable()
export class ConnectedAppsService {
  constructor(
    private readonly records: OidcRecordsService,
    private readonly clients: DcrClientService,
  ) {}

  /** Newest first. Omits disabled clients, which cannot do anything. */
  async list(accountId: string): Promise<ConnectedApp[]> {
    const grants = await this.records.grantsOf(accountId);
    const apps = await Promise.all(grants.map((grant) => this.toApp(grant.payload as Grant)));
    return apps.filter((app) => app !== undefined).toSorted((a, b) => b.allowedAt.localeCompare(a.allowedAt));
  }

  private async toApp(grant: Grant): Promise<ConnectedApp | undefined> {
    const client = await this.clients.findActive(grant.clientId);
    if (!client) return undefined;
    const host = documentHost(client);
    return {
      clientId: client.clientId,
      name: client.clientName,
      ...(host === undefined ? undefined : { host }),
      redirectUris: client.redirectUris,
      permissions: scopesOf(grant).map((scope) => SCOPES[scope] ?? scope),
      allowedAt: new Date(grant.iat * 1000).toISOString(),
      ...(client.lastUsedAt ? { lastUsedAt: client.lastUsedAt.toISOString() } : undefined),
    };
  }
}

function scopesOf({ openid, resources }: Grant): string[] {
  const granted = [openid?.scope ?? '', ...Object.values(resources ?? {})];
  return [...new Set(granted.flatMap((scope) => scope.split(' ')).filter(Boolean))];
}
