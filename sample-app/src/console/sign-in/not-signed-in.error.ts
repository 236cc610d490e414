/** Leads to the sign-in page, and back from there. */
export class NotSignedInError extends Error {
  constructor(
    /** Where the operator wanted to go. */
    readonly wanted: string,
    /** The reason in the form that came too late, for the cookie that keeps it. */
    readonly draft?: string,
  ) {
    super('Sign in as an operator.');
  }
}
