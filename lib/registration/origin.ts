/** Where a registration comes from. All of it may be absent when the application itself calls `register()`. */
export interface RegistrationOrigin {
  ip?: string;
  /** Lower-case names. `x-request-id` goes to the audit, and all of them to the policy. */
  headers?: Record<string, string | string[] | undefined>;
  /** Default: the `user-agent` header. */
  userAgent?: string;
}
