import { randomUUID } from 'node:crypto';

/**
 * Shared by all applications in the process, which is harmless: it only keeps ids of one millisecond in order, and
 * contains nothing about an application.
 */
let latest = { time: 0, prefix: '', count: 0 };

/**
 * A UUID of version 7: it begins with the time, so that new rows go to the end of an index. Ids of one millisecond
 * and one process contain a counter, so that they keep their order.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-5.7
 */
export function timeOrderedId(at: Date): string {
  const time = at.getTime();
  if (latest.time === time) latest.count = (latest.count + 1) % 0x1000;
  else latest = { time, prefix: prefixOf(time), count: 0 };
  const count = latest.count.toString(16).padStart(3, '0');
  // The rest of a version 4 is what a version 7 needs: the variant and random bits.
  return latest.prefix + count + randomUUID().slice(18);
}

function prefixOf(time: number): string {
  const milliseconds = time.toString(16).padStart(12, '0');
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7`;
}
