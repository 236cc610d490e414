/** The headers of a response, by name in lower case. */
export type ResponseHeaders = Readonly<Record<string, string | undefined>>;

/** ms each. */
export interface LifetimeBounds {
  min: number;
  max: number;
  /** Where the response says nothing. */
  default: number;
}

/** RFC 9110 §5.6.7. `Date.parse` alone accepts `0`. */
const IMF_FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const DIRECTIVE = /(?:^|,)[\t ]*([^\s=,;"]+)[\t ]*(?:=[\t ]*("[^"]*"|[^\s,]*))?/g;
const SECONDS = /^\d+$/;
/** RFC 9111 §1.2.2: more counts as this much. */
const MAX_SECONDS = 2 ** 31;

/**
 * How long a document may be served without asking for it again. An instruction that is malformed, or given twice in different
 * ways, counts as expired: what the host meant is not known.
 *
 * @returns ms, within the bounds
 * @see https://www.rfc-editor.org/rfc/rfc9111#section-4.2
 */
export function cacheLifetime(headers: ResponseHeaders, bounds: LifetimeBounds): number {
  const lifetime = declaredLifetime(headers);
  const left = lifetime === undefined ? bounds.default : lifetime - ageOf(headers);
  return Math.min(Math.max(left, bounds.min), bounds.max);
}

/** ms. */
function declaredLifetime(headers: ResponseHeaders): number | undefined {
  const directives = readDirectives(headers['cache-control']);
  if (directives.has('no-store') || directives.has('no-cache')) return 0;
  const maxAges = directives.get('max-age');
  if (maxAges) return Math.min(...maxAges.map((text) => secondsIn(text) ?? 0));
  if (headers['expires'] === undefined) return undefined;
  const expires = dateIn(headers['expires']);
  return expires === undefined ? 0 : expires - (dateIn(headers['date']) ?? Date.now());
}

/** The values of each directive, without quotes. */
function readDirectives(cacheControl = ''): Map<string, string[]> {
  const directives = new Map<string, string[]>();
  for (const [, name = '', value = ''] of cacheControl.matchAll(DIRECTIVE)) {
    const key = name.toLowerCase();
    directives.set(key, [...(directives.get(key) ?? []), value.replaceAll('"', '')]);
  }
  return directives;
}

function ageOf(headers: ResponseHeaders): number {
  return secondsIn(headers['age'] ?? '') ?? 0;
}

/** ms. */
function secondsIn(text: string): number | undefined {
  return SECONDS.test(text) ? Math.min(Number(text), MAX_SECONDS) * 1_000 : undefined;
}

function dateIn(text = ''): number | undefined {
  const time = IMF_FIXDATE.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
