import { randomUUID } from 'node:crypto';
import { DcrAuditEvent, DcrClient } from 'nestjs-dcr';
import { auditRow, clientRow } from './rows.js';

/** The client that VS Code registers, as an entity. */
export function plainClient(): DcrClient {
  const at = new Date();
  const row = clientRow(at.getTime());
  return Object.assign(new DcrClient(), {
    id: row.id,
    clientId: row.client_id,
    source: 'dcr' as const,
    status: 'active' as const,
    clientName: row.client_name,
    redirectUris: JSON.parse(row.redirect_uris) as string[],
    redirectHosts: JSON.parse(row.redirect_hosts) as string[],
    fingerprint: row.fingerprint,
    grantTypes: JSON.parse(row.grant_types) as string[],
    responseTypes: JSON.parse(row.response_types) as string[],
    tokenEndpointAuthMethod: row.token_endpoint_auth_method,
    clientUri: row.client_uri,
    scope: row.scope,
    applicationType: 'native' as const,
    createdAt: at,
  });
}

export function plainAuditEvent({ clientId, createdAt }: DcrClient): DcrAuditEvent {
  const row = auditRow(clientId, createdAt.getTime());
  return Object.assign(new DcrAuditEvent(), {
    id: randomUUID(),
    type: 'client.registered' as const,
    outcome: 'accepted' as const,
    clientId,
    requested: JSON.parse(row.requested) as Record<string, unknown>,
    substituted: JSON.parse(row.substituted) as DcrAuditEvent['substituted'],
    ip: row.ip,
    count: 1,
    createdAt,
  });
}
