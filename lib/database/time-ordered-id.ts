import { randomUUID } from 'node:crypto';

let latest = { time: 0, count: 0 };

/**
 * A UUID of version 7: it begins with the time, so that new rows go to the end of an index. Those of one millisecond
 * and one process are counted, so that they keep their order.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-5.7
 */
export function timeOrderedId(at: Date): string {
  const time = at.getTime();
  latest = { time, count: latest.time === time ? (latest.count + 1) % 0x1000 : 0 };
  const milliseconds = time.toString(16).padStart(12, '0');
  const count = latest.count.toString(16).padStart(3, '0');
  // The rest of a version 4 is what a version 7 needs: the variant and random bits.
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7${count}${randomUUID().slice(18)}`;
}
