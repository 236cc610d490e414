import type { CaseRequest } from './cases.js';

/** The body of a case, which can be described in three ways. */
export function bodyOf({ body, bodyBase64, bodyGen }: CaseRequest): string | Buffer {
  if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, 'base64');
  if (bodyGen) {
    const { prefix, repeat, count, suffix, close = '', tail = '' } = bodyGen;
    return prefix + repeat.repeat(count) + suffix + close.repeat(count) + tail;
  }
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** The parsed body; `{}` if it is not valid JSON. */
export function parsedBodyOf(request: CaseRequest): Record<string, unknown> {
  try {
    return JSON.parse(bodyOf(request).toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}
