/** RFC 6749 §3.3. */
const SCOPE_TOKEN = '[\\x21\\x23-\\x5b\\x5d-\\x7e]+';
const SCOPE_TOKEN_ONLY = new RegExp(`^${SCOPE_TOKEN}$`);
const SCOPE = new RegExp(`^${SCOPE_TOKEN}(?: ${SCOPE_TOKEN})*$`);

export function isScopeToken(text: string): boolean {
  return SCOPE_TOKEN_ONLY.test(text);
}

/** Tokens joined by single spaces. */
export function isScope(text: string): boolean {
  return SCOPE.test(text);
}
