import type { ValidationOptions } from 'class-validator';
import {
  authorityOf,
  isPrivateUseScheme,
  redirectUriProblem,
  schemeOf,
  type RedirectUriProfile,
} from '../clients/redirect-uri.js';
import { isPlainHost, readHostname } from '../text/hostname.js';
import { isSafeText } from '../text/safe-text.js';
import { isScope } from '../text/scope.js';
import { memberRule, type MemberContext, type Problem } from '../validation/member-rule.js';

const MAX_URI_LENGTH = 2_048;
const MAX_TEXT_LENGTH = 500;

/** `http://` or `https://` without user information, and only characters that RFC 3986 allows. */
const WEB_URL =
  /^https?:\/\/(?![^/?#]*@)(?=[A-Za-z0-9[])[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]*(?:%[0-9A-Fa-f]{2}[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]*)*$/;

/**
 * Options of the text decorators: those of class-validator, and a maximum length.
 *
 * @see https://github.com/typestack/class-validator#passing-options
 */
export interface TextRuleOptions extends ValidationOptions {
  /** Maximum length in characters. Default: 500, or 2,048 for URLs. */
  max?: number;
}

/**
 * Human-readable text: no control, bidirectional or invisible characters.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-2.2
 */
export function IsDisplayText({
  max = MAX_TEXT_LENGTH,
  ...options
}: TextRuleOptions = {}): PropertyDecorator {
  return memberRule(
    'isDisplayText',
    (value) => textProblem(value, max),
    withContext(options, { limits: { maxLength: max } }),
  );
}

/**
 * An `http` or `https` URL without user information.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-2
 */
export function IsWebUrl({ max = MAX_URI_LENGTH, ...options }: TextRuleOptions = {}): PropertyDecorator {
  return memberRule(
    'isWebUrl',
    (value) => webUrlProblem(value, max),
    withContext(options, { limits: { maxLength: max, format: 'uri' } }),
  );
}

/**
 * Scope tokens joined by single spaces.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.3
 */
export function IsScope({ max = MAX_TEXT_LENGTH, ...options }: TextRuleOptions = {}): PropertyDecorator {
  return memberRule(
    'isScope',
    (value) => scopeProblem(value, max),
    withContext(options, { limits: { maxLength: max } }),
  );
}

/**
 * A list with a maximum number of entries. Put it below the decorator for the entries, so that it is checked first.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-2
 */
export function IsList({
  max,
  nonEmpty,
  ...options
}: ValidationOptions & { max: number; nonEmpty?: string }): PropertyDecorator {
  const problem = (value: unknown): Problem => {
    if (nonEmpty && isEmpty(value)) return `must have at least one ${nonEmpty}`;
    if (!Array.isArray(value)) return 'must be a list';
    return value.length > max ? `must have at most ${max} entries` : undefined;
  };
  const limits = { maxItems: max, minItems: nonEmpty ? 1 : undefined };
  return memberRule('isList', problem, withContext(options, { limits }));
}

export const REDIRECT_URI_RULE = 'isRedirectUri';

/**
 * A redirect URI that may be registered.
 *
 * @param rules Default: https, http on a loopback hostname, and every private-use scheme that the option
 *   `redirectUris.customSchemes` accepts
 * @see https://www.rfc-editor.org/rfc/rfc8252#section-7
 */
export function IsRedirectUri({
  rules,
  ...options
}: ValidationOptions & { rules?: RedirectUriProfile } = {}): PropertyDecorator {
  return memberRule(
    REDIRECT_URI_RULE,
    (value) =>
      redirectUriValueProblem(value) ??
      redirectUriProblem(value as string, rules ?? widestRulesFor(value as string)),
    withContext(options, { limits: { maxLength: MAX_URI_LENGTH, format: 'uri' } }),
  );
}

/** Checks the type and length of an entry of `redirect_uris`, before the rules apply. */
export function redirectUriValueProblem(value: unknown): Problem {
  if (typeof value !== 'string') return 'must be a string';
  return value.length > MAX_URI_LENGTH ? `must be at most ${MAX_URI_LENGTH} characters long` : undefined;
}

function widestRulesFor(uri: string): RedirectUriProfile {
  const scheme = schemeOf(uri);
  const customSchemes = scheme !== undefined && isPrivateUseScheme(scheme) ? [scheme] : [];
  return { https: true, loopback: true, customSchemes };
}

function withContext(options: ValidationOptions, context: MemberContext): ValidationOptions {
  return { ...options, context: { ...context, ...(options.context as MemberContext | undefined) } };
}

/** RFC 7591 does not define empty values; treat them as absent. */
export function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

function textProblem(value: unknown, maxLength: number): Problem {
  if (typeof value !== 'string') return 'must be a string';
  // The limit counts code points. Check the UTF-16 length first, which is never smaller and costs nothing.
  if (value.length > maxLength && Array.from(value).length > maxLength)
    return `must be at most ${maxLength} characters long`;
  return isSafeText(value) ? undefined : 'must not contain control, bidirectional or invisible characters';
}

function webUrlProblem(value: unknown, maxLength: number): Problem {
  const problem = textProblem(value, maxLength);
  if (problem) return problem;
  const url = value as string;
  return WEB_URL.test(url) && hasHostname(url) ? undefined : 'must be an http or https URL';
}

function hasHostname(url: string): boolean {
  if (isPlainHost(authorityOf(url))) return true;
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return !hostname.includes('xn--') || readHostname(hostname) === hostname;
}

function scopeProblem(value: unknown, maxLength: number): Problem {
  if (typeof value !== 'string') return 'must be a string';
  if (value.length > maxLength) return `must be at most ${maxLength} characters long`;
  return isScope(value) ? undefined : 'must be scope tokens separated by single spaces';
}
