import { Expose } from 'class-transformer';
import { IsOptional, ValidateBy } from 'class-validator';
import { listProblem, scopeProblem, textProblem, webUrlProblem, type Problem } from './text-rules.js';

const NAME = 200;
const TEXT = 500;
const URL_LENGTH = 2_048;
const LANGUAGE_TAGS = 20;

/** Maps a member under its wire name and checks it; an absent member is fine. */
function Member(wireName: string, problem: (value: unknown) => Problem): PropertyDecorator {
  const check = ValidateBy({
    name: 'member',
    validator: {
      validate: (value) => problem(value) === undefined,
      defaultMessage: (args) => {
        const text = problem(args?.value) ?? '';
        return wireName + (text.startsWith('[') ? '' : ' ') + text;
      },
    },
  });
  return (target, property) => {
    Expose({ name: wireName })(target, property);
    IsOptional()(target, property);
    check(target, property);
  };
}

const text = (longest: number) => (value: unknown) => textProblem(value, longest);
const webUrl = (value: unknown) => webUrlProblem(value, URL_LENGTH);
const values = (value: unknown) => listProblem(value, 32, text(TEXT));

/**
 * The metadata that a client may ask for. Every other member of a request is ignored.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-2
 */
export class ClientMetadataDto {
  /** Its entries have rules, and an error code, of their own. */
  @Member('redirect_uris', (value) => listProblem(value, 32, () => undefined))
  redirectUris?: unknown[];

  @Member('token_endpoint_auth_method', text(TEXT))
  tokenEndpointAuthMethod?: string;

  @Member('grant_types', values)
  grantTypes?: string[];

  @Member('response_types', values)
  responseTypes?: string[];

  @Member('client_name', text(NAME))
  clientName?: string;

  @Member('client_uri', webUrl)
  clientUri?: string;

  @Member('logo_uri', webUrl)
  logoUri?: string;

  @Member('scope', (value) => scopeProblem(value, TEXT))
  scope?: string;

  @Member('contacts', (value) => listProblem(value, 10, text(TEXT)))
  contacts?: string[];

  @Member('tos_uri', webUrl)
  tosUri?: string;

  @Member('policy_uri', webUrl)
  policyUri?: string;

  @Member('software_id', text(TEXT))
  softwareId?: string;

  @Member('software_version', text(TEXT))
  softwareVersion?: string;

  /** @see https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata */
  @Member('application_type', text(TEXT))
  applicationType?: string;

  /** Members with a language tag under their wire names; RFC 7591 §2.2. */
  @Expose()
  @IsOptional()
  @ValidateBy({
    name: 'localized',
    validator: {
      validate: (value) => localizedProblem(value) === undefined,
      defaultMessage: (args) => localizedProblem(args?.value) ?? '',
    },
  })
  localized?: Record<string, string>;
}

function localizedProblem(members: Record<string, unknown>): Problem {
  const tags = new Set(Object.keys(members).map((name) => name.slice(name.indexOf('#'))));
  if (tags.size > LANGUAGE_TAGS) return `The metadata must use at most ${LANGUAGE_TAGS} language tags`;
  for (const [name, value] of Object.entries(members)) {
    const problem = name.startsWith('client_name#') ? textProblem(value, NAME) : webUrl(value);
    if (problem) return `${name.slice(0, name.indexOf('#'))} with a language tag ${problem}`;
  }
  return undefined;
}
