import type { DcrClient } from '../clients/client.entity.js';
import { MEMBERS } from './client-metadata.dto.js';
import { isEmpty } from './metadata-rules.js';

/**
 * The response to a registration: every registered value. It contains no `null`, no empty values and no secret.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1
 */
export interface ClientInformation {
  client_id: string;
  /** Seconds since 1970. */
  client_id_issued_at: number;
  redirect_uris: string[];
  grant_types: string[];
  response_types: string[];
  token_endpoint_auth_method: string;
  client_name: string;
  client_uri?: string;
  logo_uri?: string;
  tos_uri?: string;
  policy_uri?: string;
  contacts?: string[];
  scope?: string;
  software_id?: string;
  software_version?: string;
  application_type?: 'web' | 'native';
  /** Members with a language tag, such as `client_name#fr`. */
  [localized: `${string}#${string}`]: string;
}

export function toClientInformation(client: DcrClient): ClientInformation {
  const information: Record<string, unknown> = {
    client_id: client.clientId,
    client_id_issued_at: Math.floor(client.createdAt.getTime() / 1_000),
  };
  const row = client as unknown as Record<string, unknown>;
  for (const { property, wireName } of MEMBERS) {
    if (!isEmpty(row[property])) information[wireName] = row[property];
  }
  return Object.assign(information, client.localized) as unknown as ClientInformation;
}
