import type { DcrClient } from '../clients/client.entity.js';

/**
 * The answer to a registration: every registered value, no secret, nothing `null` and nothing empty.
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
  return {
    client_id: client.clientId,
    client_id_issued_at: Math.floor(client.createdAt.getTime() / 1_000),
    client_name: client.clientName,
    ...client.localized,
    redirect_uris: client.redirectUris,
    grant_types: client.grantTypes,
    response_types: client.responseTypes,
    token_endpoint_auth_method: client.tokenEndpointAuthMethod,
    ...(client.clientUri && { client_uri: client.clientUri }),
    ...(client.logoUri && { logo_uri: client.logoUri }),
    ...(client.tosUri && { tos_uri: client.tosUri }),
    ...(client.policyUri && { policy_uri: client.policyUri }),
    ...(client.contacts?.length && { contacts: client.contacts }),
    ...(client.scope && { scope: client.scope }),
    ...(client.softwareId && { software_id: client.softwareId }),
    ...(client.softwareVersion && { software_version: client.softwareVersion }),
    ...(client.applicationType && { application_type: client.applicationType }),
  };
}
