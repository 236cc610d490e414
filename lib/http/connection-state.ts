import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Server } from 'node:net';

/**
 * Whether the caller has reset the connection. On TCP, such a socket may not be destroyed yet, but it has lost its
 * remote address; on a Unix socket, a caller never has one.
 */
export function isCallerGone({ socket }: IncomingMessage): boolean {
  if (socket.destroyed) return true;
  if (socket.remoteAddress !== undefined) return false;
  // Node sets `server` on accepted sockets, but does not document it.
  const { server } = socket as { server?: Pick<Server, 'address'> };
  const address: AddressInfo | string | null | undefined = server?.address();
  // A closing server has no address; a TCP connection still has its local one.
  return address === null ? socket.localAddress !== undefined : typeof address === 'object';
}
