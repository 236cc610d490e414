import { DcrInvalidClientMetadataError } from '../errors/index.js';
import { type ClientMetadata, isLocalized, localizedProblem, RECOGNISED } from './client-metadata.js';

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
  for (const [name] of RECOGNISED) take(name, body, picked);
  for (const name of Object.keys(body)) if (isLocalized(name)) take(name, body, picked);
  return picked;
}

function take(name: string, body: object, picked: RequestedMetadata): void {
  if (!Object.hasOwn(body, name)) return;
  const value = flat((body as Record<string, unknown>)[name]);
  if (value !== undefined && (name === 'redirect_uris' || !isEmpty(value))) picked[name] = value;
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
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
 * @throws DcrInvalidClientMetadataError naming the member, and the index in a list
 */
export function toClientMetadata(requested: RequestedMetadata): ClientMetadata {
  const metadata: Partial<Record<keyof ClientMetadata, unknown>> = {};
  for (const [name, { property, problem }] of RECOGNISED) {
    const value = requested[name];
    if (isEmpty(value)) continue;
    const wrong = problem(value);
    if (wrong) {
      throw new DcrInvalidClientMetadataError(
        `${name}${wrong.startsWith('[') ? '' : ' '}${wrong}.`,
        400,
        name === 'redirect_uris' ? 'redirect_uris' : 'metadata',
      );
    }
    metadata[property] = value;
  }
  const tagged = Object.entries(requested).filter(([name]) => isLocalized(name));
  if (tagged.length > 0) {
    const wrong = localizedProblem(tagged);
    if (wrong) throw new DcrInvalidClientMetadataError(`${wrong}.`);
    metadata.localized = Object.fromEntries(tagged);
  }
  // Each value is what its rule says.
  return metadata as ClientMetadata;
}
