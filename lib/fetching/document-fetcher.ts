/** What a document's host answered. */
export interface DcrDocumentResponse {
  status: number;
  /** By name in lower case. */
  headers: Record<string, string | string[] | undefined>;
  /** As it was sent, not decompressed. It rejects if the connection ends before the body does. */
  body: AsyncIterable<Uint8Array>;
}

/**
 * Fetches metadata documents in place of the built-in fetcher, for example through an egress proxy. It takes over the vetting of
 * addresses: it must not connect to private ones. The limits of time and size, and all checks of the response, stay with the module.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-oauth-client-id-metadata-document-03#section-5
 */
export interface DcrDocumentFetcher {
  /**
   * Sends one `GET` request with exactly these headers, follows no redirect, and resolves once the headers of the response have
   * arrived.
   *
   * @param url an `https` URL
   * @param init `signal` is aborted at the deadline, and when the response is no longer needed: close the connection then
   */
  fetch(
    url: string,
    init: { signal: AbortSignal; headers: Record<string, string> },
  ): Promise<DcrDocumentResponse>;
}

/**
 * A host of the test seam: a name under `.test` that exists in this process only.
 *
 * @see docs/client-documents.md#test-it
 */
export interface DcrTestHost {
  /**
   * The addresses that the name resolves to. They are vetted like real ones. A list of lists is one list per query. Default: one
   * public address.
   */
  answers?: string[] | string[][] | 'NXDOMAIN' | 'HANG';
  /** Where to connect instead, such as `127.0.0.1:8443`: a loopback address and a port. Default: the host is unreachable. */
  connect?: string;
}
