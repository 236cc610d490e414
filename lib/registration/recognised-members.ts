import { DcrInvalidClientMetadataError } from '../errors/index.js';
import { ClientMetadataDto, isLocalized, MEMBERS, PLAN } from './client-metadata.dto.js';
import { isEmpty, REDIRECT_URI_RULE } from './metadata-rules.js';
import { problemOf } from '../validation/plan.js';
import { pickLocalized } from './localized-members.js';

/** What a request asks for: recognised members only, under their wire names. */
export type RequestedMetadata = Record<string, unknown>;

/**
 * Picks what is recognised. RFC 7591 §2: a member that is not understood is ignored. An empty string or list, and
 * `null`, count as absent; `redirect_uris` keeps them, since the audit of the refusal shows what it was refused for.
 */
export function pickRecognised(body: unknown): RequestedMetadata {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new DcrInvalidClientMetadataError('The request body must be a JSON object.', 400, 'body');
  }
  const picked: RequestedMetadata = {};
  for (const { wireName } of MEMBERS) take(wireName, body, picked);
  for (const name of Object.keys(body)) if (isLocalized(name)) take(name, body, picked);
  return picked;
}

function take(name: string, body: object, picked: RequestedMetadata): void {
  if (!Object.hasOwn(body, name)) return;
  const value = flat((body as Record<string, unknown>)[name]);
  if (value !== undefined && (name === 'redirect_uris' || !isEmpty(value))) picked[name] = value;
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
 * Maps the wire names to ours and checks every member by itself. The entries of `redirect_uris` have rules of their own,
 * which depend on the options: see client-profile.ts.
 *
 * @throws DcrInvalidClientMetadataError naming the member, and the index in a list
 */
export function toMetadata(requested: RequestedMetadata): ClientMetadataDto {
  const metadata = new ClientMetadataDto();
  const values = metadata as unknown as Record<string, unknown>;
  for (const { property, wireName } of MEMBERS) {
    const value = requested[wireName];
    if (!isEmpty(value)) values[property] = value;
  }
  const localized = pickLocalized(requested, () => MEMBERS);
  if (localized) metadata.localized = localized;
  for (const member of PLAN) {
    const problem = problemOf(member, values[member.property], REDIRECT_URI_RULE);
    if (problem) {
      const cause = member.wireName === 'redirect_uris' ? 'redirect_uris' : 'metadata';
      throw new DcrInvalidClientMetadataError(`${problem}.`, 400, cause);
    }
  }
  return metadata;
}
