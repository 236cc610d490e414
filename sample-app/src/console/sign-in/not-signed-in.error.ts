/** Redirects to the sign-in page, and back after signing in. */
export class NotSignedInError extends Error {
  constructor(
    /** The path that the operator requested. */
    readonly wanted: string,
    /** The reason in a form that was sent after the session ended, encoded for a cookie. */
    readonly draft?: string,
  ) {
    super('Sign in as an operator.');
  }
}
