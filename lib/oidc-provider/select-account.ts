import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';

const { Check, Prompt, base } = interactionPolicy;
const SELECT_ACCOUNT = 'select_account';

/**
 * Answers `prompt=select_account` with the sign-in page, where a user can choose another account. The provider's own
 * policy refuses the value with `invalid_request`, and clients such as Copilot send it whenever they sign in again.
 * An application whose policy has a prompt of that name keeps it.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest
 */
export function acceptSelectAccount(
  policy: readonly interactionPolicy.Prompt[] = base(),
): readonly interactionPolicy.Prompt[] {
  const login = policy.find(({ name }) => name === 'login');
  if (!login || policy.some(({ name }) => name === SELECT_ACCOUNT)) return policy;

  // Makes the value known to the provider. The prompt has no page: the check below asks for the sign-in page instead.
  const selectAccount = new Prompt({ name: SELECT_ACCOUNT, requestable: true });
  selectAccount.checks.clear();

  const check = new Check(SELECT_ACCOUNT, 'account selection was requested', isSelectionPending);
  const extended = new Prompt({ name: login.name }, login.details, ...login.checks, check);
  extended.requestable = login.requestable;
  return [...policy.map((prompt) => (prompt === login ? extended : prompt)), selectAccount];
}

/** Until the user has signed in within this request. */
function isSelectionPending({ oidc }: KoaContextWithOIDC): boolean {
  return oidc.prompts.has(SELECT_ACCOUNT) && oidc.result?.login === undefined;
}
