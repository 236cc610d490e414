import type { ResponseHeaders } from './cache-lifetime.js';
import type { DcrDocumentResponse } from './document-fetcher.js';

/** What a response can be recognised by the next time. */
export interface Validators {
  etag: string | null;
  lastModified: string | null;
}

/** RFC 9110 §8.8.3, without the obsolete characters outside of ASCII, and no longer than the column. */
const ENTITY_TAG = /^(?:W\/)?"[\x21\x23-\x7e]{0,250}"$/;
/** A date is sent back as it came, so it has to be safe rather than valid. */
const DATE = /^[\w,: +-]{1,64}$/;

/** The headers by name in lower case, also from a fetcher that writes them differently. Values of one name are joined. */
export function newHeaders(headers: DcrDocumentResponse['headers']): ResponseHeaders {
  const values = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
  );
  return Object.fromEntries(values);
}

export function readValidators(headers: ResponseHeaders): Validators {
  const { etag = '', 'last-modified': lastModified = '' } = headers;
  return {
    etag: ENTITY_TAG.test(etag) ? etag : null,
    lastModified: DATE.test(lastModified) ? lastModified : null,
  };
}
