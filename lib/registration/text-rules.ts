import { readHostname } from '../text/hostname.js';
import { isSafeText } from '../text/safe-text.js';

/** What is wrong with a value, as the rest of a sentence that begins with the member's name. */
export type Problem = string | undefined;

/** ASCII that RFC 3986 allows, after http:// or https:// and a host without user information. */
const WEB_URL =
  /^https?:\/\/(?![^/?#]*@)(?=[A-Za-z0-9[])(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/;

/** RFC 6749 §3.3: tokens joined by single spaces. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

export function textProblem(value: unknown, longest: number): Problem {
  if (typeof value !== 'string') return 'must be a string';
  // Characters as a reader counts them; a string is never longer in characters than in UTF-16 units.
  if (value.length > longest && Array.from(value).length > longest)
    return `must be at most ${longest} characters long`;
  return isSafeText(value) ? undefined : 'must not contain control, bidirectional or invisible characters';
}

export function webUrlProblem(value: unknown, longest: number): Problem {
  const problem = textProblem(value, longest);
  if (problem) return problem;
  const url = value as string;
  return WEB_URL.test(url) && hasHostname(url) ? undefined : 'must be an http or https URL';
}

function hasHostname(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return !hostname.includes('xn--') || readHostname(hostname) === hostname;
}

export function scopeProblem(value: unknown, longest: number): Problem {
  if (typeof value !== 'string') return 'must be a string';
  if (value.length > longest) return `must be at most ${longest} characters long`;
  return SCOPE.test(value) ? undefined : 'must be scope tokens separated by single spaces';
}

export function listProblem(
  value: unknown,
  most: number,
  entryProblem: (entry: unknown) => Problem,
): Problem {
  if (!Array.isArray(value)) return 'must be a list';
  if (value.length > most) return `must have at most ${most} entries`;
  for (const [index, entry] of value.entries()) {
    const problem = entryProblem(entry);
    if (problem) return `[${index}] ${problem}`;
  }
  return undefined;
}
