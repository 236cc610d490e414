import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { InvalidClientMetadataError } from '../errors/index.js';
import { ClientMetadataDto } from './client-metadata.dto.js';

/** The members that this server understands, by their wire names. */
const RECOGNISED = [
  'redirect_uris', 'token_endpoint_auth_method', 'grant_types', 'response_types', 'client_name', 'client_uri',
  'logo_uri', 'scope', 'contacts', 'tos_uri', 'policy_uri', 'software_id', 'software_version', 'application_type',
] as const; // prettier-ignore

/** RFC 7591 §2.2: what people read, and may come in several languages. The tag is that of RFC 5646. */
const LOCALIZED =
  /^(?:client_name|client_uri|logo_uri|tos_uri|policy_uri)#[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/;

/** What a request asks for: recognised members only, under their wire names, none of them empty. */
export type RequestedMetadata = Record<string, unknown>;

/**
 * Picks what is recognised. RFC 7591 §2: a member that is not understood is ignored. An empty string or list, and
 * `null`, count as absent.
 */
export function pickRecognised(body: unknown): RequestedMetadata {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidClientMetadataError('The request body must be a JSON object.');
  }
  const picked: RequestedMetadata = {};
  for (const name of RECOGNISED) take(name, body, picked);
  for (const name of Object.keys(body)) if (LOCALIZED.test(name)) take(name, body, picked);
  return picked;
}

function take(name: string, body: object, picked: RequestedMetadata): void {
  if (!Object.hasOwn(body, name)) return;
  const value = flat((body as Record<string, unknown>)[name]);
  const isEmpty = value === null || value === '' || (Array.isArray(value) && value.length === 0);
  if (!isEmpty && value !== undefined) picked[name] = value;
}

/** No member is deeper than a list of strings; what is deeper is wrong, and must not reach anything recursive. */
function flat(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry: unknown) => (isObject(entry) ? {} : entry));
  return isObject(value) ? {} : value;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/**
 * Maps the wire names to ours and checks every member by itself.
 *
 * @throws InvalidClientMetadataError naming the member, and the index in a list
 */
export function toClientMetadata(requested: RequestedMetadata): ClientMetadataDto {
  const tagged = Object.entries(requested).filter(([name]) => name.includes('#'));
  const plain = tagged.length > 0 ? { ...requested, localized: Object.fromEntries(tagged) } : requested;
  const metadata = plainToInstance(ClientMetadataDto, plain, { excludeExtraneousValues: true });
  const [failure] = validateSync(metadata, { stopAtFirstError: true });
  if (failure) throw new InvalidClientMetadataError(`${Object.values(failure.constraints ?? {})[0]}.`);
  return metadata;
}
