import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const REQUEST =
  'POST /register HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}';
const STATUS_LINE = 'HTTP/1.1 ';
const AT_ONCE = 250;

/** Pipelines registrations over a few connections and counts the answers by status. */
export async function flood(url: string, total: number, connections = 4): Promise<Map<string, number>> {
  const statuses = new Map<string, number>();
  const each = total / connections;
  await Promise.all(Array.from({ length: connections }, () => floodOnce(url, each, statuses)));
  return statuses;
}

async function floodOnce(url: string, total: number, statuses: Map<string, number>): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  for (let sent = 0; sent < total;) {
    const count = Math.min(AT_ONCE, total - sent);
    socket.write(REQUEST.repeat(count));
    await readAnswers(socket, count, statuses);
    sent += count;
  }
  socket.destroy();
}

async function readAnswers(socket: Socket, count: number, statuses: Map<string, number>): Promise<void> {
  let seen = 0;
  let rest = '';
  while (seen < count) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    rest += chunk.toString('latin1');
    let at = rest.indexOf(STATUS_LINE);
    while (at !== -1 && rest.length >= at + STATUS_LINE.length + 3) {
      const status = rest.slice(at + STATUS_LINE.length, at + STATUS_LINE.length + 3);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      seen++;
      rest = rest.slice(at + STATUS_LINE.length + 3);
      at = rest.indexOf(STATUS_LINE);
    }
    rest = rest.slice(Math.max(0, at === -1 ? rest.length - STATUS_LINE.length - 3 : at));
  }
}
