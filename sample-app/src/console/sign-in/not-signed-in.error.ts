/** Leads to the sign-in page, and back from there. */
export class NotSignedInError extends Error {
  constructor(
    /** Where the operator wanted to go. */
    readonly wanted: string,
  ) {
    super('Sign in as an operator.');
  }
}
