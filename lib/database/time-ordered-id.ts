import { randomUUID } from 'node:crypto';

/**
 * A UUID of version 7: it begins with the time, so that new rows go to the end of an index.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-5.7
 */
export function timeOrderedId(at: Date): string {
  const time = at.getTime().toString(16).padStart(12, '0');
  // The rest of a version 4 is what a version 7 needs: the variant and random bits.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
