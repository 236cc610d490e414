/** The caller closed the connection before its body had arrived. Nothing was refused, and there is nobody to answer. */
export class CallerGoneError extends Error {}
