import { DcrDecision } from './decision.js';
import type { DcrPolicyFunction } from './policy.js';

/**
 * Allows a client whose id is the URL of a metadata document that one of the patterns matches. A registration has no such id and
 * is denied: combine it with {@link anyOf} to allow registrations too.
 *
 * @param patterns `'https://claude.ai/oauth/*'` matches every URL that starts with the part before the `*`; without a `*`, the
 *   pattern is one URL
 * @see docs/client-documents.md#policies
 * @throws Error when no pattern is given, or one does not name a host and the start of a path
 * @example policy: clientIds('https://claude.ai/oauth/*', 'https://vscode.dev/oauth/client-metadata.json')
 */
export function clientIds(...patterns: string[]): DcrPolicyFunction {
  if (patterns.length === 0) {
    throw new Error('clientIds() needs at least one pattern, such as "https://claude.ai/oauth/*".');
  }
  const rules = patterns.map((pattern) => toRule(pattern));
  return ({ clientId }) =>
    clientId !== undefined && rules.some((matches) => matches(clientId))
      ? DcrDecision.allow()
      : DcrDecision.deny('This server does not allow the client id.');
}

function toRule(pattern: string): (clientId: string) => boolean {
  const isPrefix = pattern.endsWith('*');
  const start = isPrefix ? pattern.slice(0, -1) : pattern;
  // The host must end before the `*`, or `https://claude.ai*` would match claude.ai.example.
  if (!/^https:\/\/[^/*?#@]+\/[^*]*$/.test(start) || !URL.canParse(start)) {
    throw new Error(
      `clientIds(): "${pattern}" must be an https URL with a path, and may end with a *, such as "https://claude.ai/oauth/*".`,
    );
  }
  return isPrefix ? (clientId) => clientId.startsWith(start) : (clientId) => clientId === start;
}
