import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Fields } from './fields.js';

const TOKEN = /^[\w-]{43}$/;

/** @param cookie the token that the browser has, if it is one of ours */
export function formTokenOf(cookie: string | undefined): { formToken: string; isNewToken: boolean } {
  const known = cookie !== undefined && TOKEN.test(cookie);
  return { formToken: known ? cookie : randomBytes(32).toString('base64url'), isNewToken: !known };
}

/** Whether the form holds the token of the cookie: another site can send neither. */
export function hasFormToken(form: Fields | undefined, formToken: string): boolean {
  const sent = form?.['csrf'];
  if (typeof sent !== 'string') return false;
  const [first, second] = [Buffer.from(sent), Buffer.from(formToken)];
  return first.length === second.length && timingSafeEqual(first, second);
}
