/**
 * The RFC 8414 document of the host's authorization server. Members that are not listed here pass through.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-2
 */
export interface AuthorizationServerMetadata {
  /** `https`, or `http` on a loopback host; no query and no fragment. */
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  /** Default: the issuer's origin, the host's global prefix and the `path` option. */
  registration_endpoint?: string;
  [member: string]: unknown;
}
