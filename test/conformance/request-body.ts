import type { CaseRequest } from './cases.js';

/** The bytes of a case, whichever of the three ways describes them. */
export function bodyOf({ body, bodyBase64, bodyGen }: CaseRequest): string | Buffer {
  if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, 'base64');
  if (bodyGen) {
    const { prefix, repeat, count, suffix, close = '', tail = '' } = bodyGen;
    return prefix + repeat.repeat(count) + suffix + close.repeat(count) + tail;
  }
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** What a JSON parser makes of the body; nothing where it is none. */
export function parsedBodyOf(request: CaseRequest): Record<string, unknown> {
  try {
    return JSON.parse(bodyOf(request).toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}
