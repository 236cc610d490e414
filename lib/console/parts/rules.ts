import type { DcrRule, DcrRuleEffect, DcrRuleKind } from '../../rules/rule.entity.js';
import type { RuleTarget } from '../../rules/rule-proposals.js';
import { html, type Html } from './html.js';
import type { Visit } from '../visit.js';
import { choice } from './form.js';
import { ago, ahead } from './times.js';

export const KINDS: Record<DcrRuleKind, string> = {
  redirectHost: 'Redirect host',
  fingerprint: 'Redirect URIs (fingerprint)',
  network: 'Network of the caller',
  clientId: 'URL of the metadata document',
};

export const EFFECTS: Record<DcrRuleEffect, string> = {
  deny: 'Deny',
  allow: 'Allow',
  pending: 'Wait for approval',
};

const TONES: Record<DcrRuleEffect, string> = { deny: 'disabled', allow: 'active', pending: 'pending' };

const EXPIRIES = [
  ['', 'Never'],
  ['1', 'After 1 day'],
  ['7', 'After 7 days'],
  ['30', 'After 30 days'],
] as const;

export function effectBadge(effect: DcrRuleEffect): Html {
  return html`<span class="badge ${TONES[effect]}">${EFFECTS[effect]}</span>`;
}

export function expiryField(chosen?: string): Html {
  return choice('Expires', 'days', EXPIRIES, chosen);
}

/** `redirect host evil.example` */
export function targetInWords({ kind, value }: RuleTarget): Html {
  return html`${KINDS[kind].toLowerCase()} <code>${value}</code>`;
}

/** A link to the page that adds a rule. */
export function ruleLink(visit: Visit, { kind, value }: RuleTarget, words: string): Html {
  return html`<a href="${visit.link('rules/new', { kind, value, effect: 'deny' })}">${words}</a>`;
}

/** When a rule ends, or has ended. */
export function expiryOf({ expiresAt }: DcrRule): Html {
  if (!expiresAt) return html`<span class="faint">never</span>`;
  return expiresAt.getTime() > Date.now()
    ? ahead(expiresAt)
    : html`<span class="badge">Expired</span> ${ago(expiresAt)}`;
}
