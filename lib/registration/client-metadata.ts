import { listProblem, scopeProblem, textProblem, webUrlProblem, type Problem } from './text-rules.js';

/** What a client asks for, under our names; every member by itself is as RFC 7591 §2 wants it. */
export interface ClientMetadata {
  /** Its entries have rules, and an error code, of their own. */
  redirectUris?: unknown[];
  tokenEndpointAuthMethod?: string;
  grantTypes?: string[];
  responseTypes?: string[];
  clientName?: string;
  clientUri?: string;
  logoUri?: string;
  scope?: string;
  contacts?: string[];
  tosUri?: string;
  policyUri?: string;
  softwareId?: string;
  softwareVersion?: string;
  applicationType?: string;
  /** Members with a language tag, under their wire names. */
  localized?: Record<string, string>;
}

interface Member {
  property: keyof ClientMetadata;
  problem: (value: unknown) => Problem;
}

const TEXT = 500;
const URL_LENGTH = 2_048;
const LANGUAGE_TAGS = 20;

const text = (value: unknown) => textProblem(value, TEXT);
const name = (value: unknown) => textProblem(value, 200);
const webUrl = (value: unknown) => webUrlProblem(value, URL_LENGTH);
const values = (value: unknown) => listProblem(value, 32, text);

/**
 * The members that this server understands, in the order in which they are checked. Every other one is ignored.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-2
 * @see https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata for application_type
 */
const MEMBERS: Readonly<Record<string, Member>> = {
  redirect_uris: { property: 'redirectUris', problem: (value) => listProblem(value, 32, () => undefined) },
  token_endpoint_auth_method: { property: 'tokenEndpointAuthMethod', problem: text },
  grant_types: { property: 'grantTypes', problem: values },
  response_types: { property: 'responseTypes', problem: values },
  client_name: { property: 'clientName', problem: name },
  client_uri: { property: 'clientUri', problem: webUrl },
  logo_uri: { property: 'logoUri', problem: webUrl },
  scope: { property: 'scope', problem: (value) => scopeProblem(value, TEXT) },
  contacts: { property: 'contacts', problem: (value) => listProblem(value, 10, text) },
  tos_uri: { property: 'tosUri', problem: webUrl },
  policy_uri: { property: 'policyUri', problem: webUrl },
  software_id: { property: 'softwareId', problem: text },
  software_version: { property: 'softwareVersion', problem: text },
  application_type: { property: 'applicationType', problem: text },
};

export const RECOGNISED: readonly [string, Member][] = Object.entries(MEMBERS);

/** RFC 7591 §2.2: what people read, and may come in several languages. The tag is that of RFC 5646. */
const LOCALIZED =
  /^(client_name|client_uri|logo_uri|tos_uri|policy_uri)#[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/;

export function isLocalized(wireName: string): boolean {
  return wireName.includes('#') && LOCALIZED.test(wireName);
}

/** The whole sentence: it begins with the member that is wrong. */
export function localizedProblem(members: [string, unknown][]): Problem {
  const tags = new Set(members.map(([wireName]) => wireName.slice(wireName.indexOf('#'))));
  if (tags.size > LANGUAGE_TAGS) return `The metadata must use at most ${LANGUAGE_TAGS} language tags`;
  for (const [wireName, value] of members) {
    const base = wireName.slice(0, wireName.indexOf('#'));
    const problem = MEMBERS[base]!.problem(value);
    if (problem) return `${base} with a language tag ${problem}`;
  }
  return undefined;
}
