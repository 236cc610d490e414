/** Redirects to the sign-in page, and back after signing in. */
export class NotSignedInError extends Error {
  constructor(
    /** The path to return to. */
    readonly wanted: string,
    /** The session ended while a form was open. */
    readonly hasEnded: boolean,
  ) {
    super('Sign in as an operator.');
  }
}
