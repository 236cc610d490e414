/** The rules have changed since a registration was decided, so that it must be decided again. */
export class RulesChangedError extends Error {}
