/** Where a registration comes from. All of it may be absent when the host itself calls `register()`. */
export interface RegistrationOrigin {
  ip?: string;
  headers?: Record<string, string | string[] | undefined>;
  /** Default: the `user-agent` header. */
  userAgent?: string;
}
