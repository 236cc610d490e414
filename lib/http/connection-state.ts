import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Server } from 'node:net';

/**
 * Whether the caller has reset the connection, so that nobody is left to answer. On TCP such a socket may not be
 * destroyed yet, but has no remote address any more; on a Unix socket a caller never has one.
 */
export function isGone({ socket }: IncomingMessage): boolean {
  if (socket.destroyed) return true;
  if (socket.remoteAddress !== undefined) return false;
  // Node sets `server` on the sockets that a server accepts, and does not document it.
  const { server } = socket as { server?: Pick<Server, 'address'> };
  const address: AddressInfo | string | null | undefined = server?.address();
  // A server that is closing has no address: what is left of a TCP connection then is the local one.
  return address === null ? socket.localAddress !== undefined : typeof address === 'object';
}
