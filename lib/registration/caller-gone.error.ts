/** The caller closed the connection before its body arrived: this is not a rejection, and nobody waits for an answer. */
export class CallerGoneError extends Error {}
