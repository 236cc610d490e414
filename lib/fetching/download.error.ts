/**
 * Why a download failed.
 *
 * - `dns`: the name has no address; `address`: one that is not public
 * - `connect`: refused, reset, cut off, not HTTP; `tls`: no handshake, or a wrong certificate; `timeout`: the deadline passed
 * - `redirect`, `status`: an answer other than 200; `type`: not JSON by its headers, or compressed
 * - `size`: too many bytes in the body or in the headers; `json`: not UTF-8, not JSON, or not an object
 * - `governor`: too many fetches; nothing was sent
 */
export type DownloadFailure =
  | 'dns'
  | 'address'
  | 'connect'
  | 'tls'
  | 'timeout'
  | 'status'
  | 'redirect'
  | 'type'
  | 'size'
  | 'json'
  | 'governor';

/** The document itself is at fault, not the way to it. */
const BAD_DOCUMENT: ReadonlySet<DownloadFailure> = new Set(['type', 'size', 'json']);

interface DownloadErrorDetails {
  /** Default: by the reason and the status. */
  isUnreachable?: boolean;
  /** Default: `false`. */
  isJson?: boolean;
  status?: number;
  /** For the log: our own words, or an error code. Never a byte of the response. */
  detail?: string;
  cause?: unknown;
}

/** A document that could not be downloaded. Its message does not contain anything that the host sent. */
export class DownloadError extends Error {
  /** Whether the host may answer better soon, as opposed to a document that does not exist or is not usable. */
  readonly isUnreachable: boolean;
  /** Whether the body is JSON, although no document: nothing in front of the host has answered in its place. */
  readonly isJson: boolean;
  /** Of the response, for the reasons `status` and `redirect`. */
  readonly status?: number;

  constructor(
    readonly reason: DownloadFailure,
    { isUnreachable, isJson = false, status, detail, cause }: DownloadErrorDetails = {},
  ) {
    const why = [reason, status, detail].filter((part) => part !== undefined).join(', ');
    super(`The metadata document could not be fetched: ${why}.`, { cause });
    this.name = new.target.name;
    this.isUnreachable = isUnreachable ?? isTemporary(reason, status);
    this.isJson = isJson;
    if (status !== undefined) this.status = status;
  }
}

function isTemporary(reason: DownloadFailure, status = 0): boolean {
  if (reason !== 'status') return !BAD_DOCUMENT.has(reason);
  // 304: without a condition in the request, there is nothing that it could confirm.
  return [304, 401, 403, 408, 429].includes(status) || status < 200 || status >= 500;
}
