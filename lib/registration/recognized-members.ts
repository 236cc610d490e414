import { DcrInvalidClientMetadataError } from '../errors/index.js';
import { ClientMetadataDto, isLocalized, MEMBERS, PLAN } from './client-metadata.dto.js';
import { isEmpty, REDIRECT_URI_RULE } from './metadata-rules.js';
import { problemOf } from '../validation/plan.js';
import { pickLocalized } from './localized-members.js';

/** The recognized members of a request, under their wire names. */
export type RequestedMetadata = Record<string, unknown>;

/**
 * Picks the recognized members; RFC 7591 §2 requires that all others are ignored. Empty strings, empty lists and `null`
 * count as absent, except for `redirect_uris`, so that the audit log shows why it was refused.
 */
export function pickRecognized(body: unknown): RequestedMetadata {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new DcrInvalidClientMetadataError('The request body must be a JSON object.', 400, 'body');
  }
  const picked: RequestedMetadata = {};
  for (const { wireName } of MEMBERS) pick(wireName, body, picked);
  for (const name of Object.keys(body)) if (isLocalized(name)) pick(name, body, picked);
  return picked;
}

function pick(name: string, body: object, picked: RequestedMetadata): void {
  if (!Object.hasOwn(body, name)) return;
  const value = flatten((body as Record<string, unknown>)[name]);
  if (value !== undefined && (name === 'redirect_uris' || !isEmpty(value))) picked[name] = value;
}

/** Valid members are strings or lists of strings. Replace anything deeper, so that no code needs recursion. */
function flatten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry: unknown) => (isObject(entry) ? {} : entry));
  return isObject(value) ? {} : value;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/**
 * Maps wire names to our names, and validates each member on its own. The rules for the entries of `redirect_uris` depend
 * on the options and are checked in client-profile.ts.
 *
 * @throws DcrInvalidClientMetadataError that names the member, and the index of a list entry
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
