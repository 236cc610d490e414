import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { createAuthority, createSelfSigned, type CertificateAuthority } from './certificates.js';
import { misbehave, type Misbehaviour } from './document-behaviours.js';

/** What the server answers at a URL. */
export interface ServedDocument {
  /** Default: 200. */
  status?: number;
  /** Default: `content-type: application/json`. */
  headers?: Record<string, string | string[]>;
  /** Sent as JSON. */
  body?: unknown;
  rawBody?: string;
  rawBase64?: string;
  /** ms before the answer. */
  delayMs?: number;
  /**
   * `refuse` (nothing listens) and `no-tls-hello` apply to the whole server, see {@link DocumentServer.behave}; the others to this
   * document.
   */
  behaviour?: Misbehaviour | undefined;
}

export type TlsMode = 'self-signed' | 'wrong-name' | 'expired' | 'none';
export type ServerBehaviour = 'refuse' | 'no-tls-hello' | 'down';

export interface SeenRequest {
  method: string;
  /** With the host of the `Host` header. */
  url: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** Names as they were sent, in pairs with their values. */
  rawHeaders: string[];
}

/**
 * A TLS server on loopback that stands for every host of the test seam: it has a valid certificate for whatever name is asked for,
 * unless told otherwise.
 */
export interface DocumentServer {
  port: number;
  /** For `testHosts`: `127.0.0.1:PORT`. */
  connect: string;
  /** For `testCa`. */
  ca: string;
  authority: CertificateAuthority;
  /** Every request that arrived, also those that were not answered. */
  readonly requests: SeenRequest[];
  /** TCP connections that were accepted. */
  readonly connections: number;
  readonly openConnections: number;
  /** The most that were open at the same time. */
  readonly maxOpenConnections: number;
  /** Bytes handed to the sockets, before encryption. A client has read at most as many. */
  readonly bytesWritten: number;
  /**
   * Serves a document at a URL or path, or without one everywhere else. A function gets the URL that was requested. `undefined`
   * takes it away again.
   */
  serve(document: ServedDocument | ((url: string) => ServedDocument) | undefined, at?: string): void;
  /** Keeps back every answer until the returned function is called. */
  hold(): () => void;
  useTls(mode: TlsMode | undefined): void;
  /** `refuse` stops listening, `down` drops connections, `no-tls-hello` accepts them and is silent. */
  behave(behaviour: ServerBehaviour | undefined): Promise<void>;
  /** Forgets the documents, the mode of TLS, the requests and the counts. */
  reset(): void;
  close(): Promise<void>;
}

export async function startDocumentServer(): Promise<DocumentServer> {
  const server = new LoopbackDocumentServer(await createAuthority());
  await server.listen(0);
  return server;
}

class LoopbackDocumentServer implements DocumentServer {
  port = 0;
  requests: SeenRequest[] = [];
  connections = 0;
  maxOpenConnections = 0;
  private tlsMode?: TlsMode | undefined;
  private behaviour?: ServerBehaviour | undefined;
  private writtenByClosed = 0;
  private held?: (() => void)[] | undefined;
  private readonly documents = new Map<string, (url: string) => ServedDocument>();
  private readonly contexts = new Map<string, Promise<SecureContext>>();
  private readonly sockets = new Set<Socket>();
  /** The sockets on which a request arrived; with TLS, others than those of TCP. */
  private readonly asked = new Set<Socket>();

  private readonly http = createHttpServer((request, response) => this.answer(request, response));
  private readonly https = createHttpsServer(
    {
      SNICallback: (name, use) => {
        this.contextFor(name).then(
          (context) => use(null, context),
          (error: Error) => use(error),
        );
      },
    },
    (request, response) => this.answer(request, response),
  );
  private readonly tcp = createTcpServer((socket) => this.accept(socket));

  constructor(readonly authority: CertificateAuthority) {
    for (const server of [this.http, this.https]) server.on('clientError', (_, socket) => socket.destroy());
    this.https.on('tlsClientError', () => undefined);
  }

  get ca(): string {
    return this.authority.certificate;
  }

  get connect(): string {
    return `127.0.0.1:${this.port}`;
  }

  get openConnections(): number {
    return this.sockets.size;
  }

  get bytesWritten(): number {
    return this.writtenByClosed + this.writtenByOpen();
  }

  async listen(port: number): Promise<void> {
    this.tcp.listen(port, '127.0.0.1');
    await once(this.tcp, 'listening');
    this.port = (this.tcp.address() as AddressInfo).port;
  }

  serve(document: ServedDocument | ((url: string) => ServedDocument) | undefined, at = '*'): void {
    if (!document) this.documents.delete(at);
    else this.documents.set(at, typeof document === 'function' ? document : () => document);
  }

  hold(): () => void {
    const held = (this.held ??= []);
    return () => {
      this.held = undefined;
      for (const answer of held.splice(0)) answer();
    };
  }

  useTls(mode: TlsMode | undefined): void {
    this.tlsMode = mode;
  }

  async behave(behaviour: ServerBehaviour | undefined): Promise<void> {
    this.behaviour = behaviour;
    if (behaviour === 'refuse' && this.tcp.listening) await this.stopListening();
    else if (behaviour !== 'refuse' && !this.tcp.listening) await this.listen(this.port);
    if (behaviour === 'down') this.dropConnections();
  }

  reset(): void {
    this.documents.clear();
    this.tlsMode = undefined;
    this.requests = [];
    this.connections = 0;
    this.maxOpenConnections = this.sockets.size;
    this.writtenByClosed = -this.writtenByOpen();
  }

  async close(): Promise<void> {
    if (this.tcp.listening) await this.stopListening();
  }

  private stopListening(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.tcp.close(() => resolve());
    });
    this.dropConnections();
    return closed;
  }

  private dropConnections(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private accept(socket: Socket): void {
    this.connections += 1;
    this.sockets.add(socket);
    this.maxOpenConnections = Math.max(this.maxOpenConnections, this.sockets.size);
    socket.on('error', () => undefined);
    socket.once('close', () => this.sockets.delete(socket));
    if (this.behaviour === 'down') socket.destroy();
    else if (this.behaviour === 'no-tls-hello') socket.resume();
    else (this.tlsMode === 'none' ? this.http : this.https).emit('connection', socket);
  }

  private contextFor(name: string): Promise<SecureContext> {
    const key = `${this.tlsMode} ${name}`;
    const context = this.contexts.get(key) ?? this.createContext(name);
    this.contexts.set(key, context);
    return context;
  }

  private async createContext(name: string): Promise<SecureContext> {
    const { tlsMode, authority } = this;
    if (tlsMode === 'self-signed') return createSecureContext(await createSelfSigned([name]));
    const names = [tlsMode === 'wrong-name' ? 'other.test' : name];
    return createSecureContext(await authority.issue(names, { expired: tlsMode === 'expired' }));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '/';
    const url = `https://${request.headers.host}${path}`;
    const { method = '', headers, rawHeaders } = request;
    this.requests.push({ method, url, path, headers, rawHeaders });
    this.countBytes(request.socket);
    const find = this.documents.get(url) ?? this.documents.get(path) ?? this.documents.get('*');
    const served = find?.(url) ?? { status: 404 };
    if (this.held) this.held.push(() => send(served, response));
    else if (served.delayMs === undefined) send(served, response);
    else setTimeout(() => send(served, response), served.delayMs);
  }

  private countBytes(socket: Socket): void {
    if (this.asked.has(socket)) return;
    this.asked.add(socket);
    socket.once('close', () => {
      this.asked.delete(socket);
      this.writtenByClosed += socket.bytesWritten;
    });
  }

  private writtenByOpen(): number {
    return [...this.asked].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
  }
}

function send(document: ServedDocument, response: ServerResponse): void {
  const { status = 200, headers = { 'content-type': 'application/json' }, behaviour } = document;
  const body = bodyOf(document);
  if (behaviour) return misbehave(behaviour, response, { status, headers, body });
  response.writeHead(status, headers);
  response.end(body);
}

function bodyOf({ body, rawBody, rawBase64 }: ServedDocument): Buffer {
  if (rawBase64 !== undefined) return Buffer.from(rawBase64, 'base64');
  return Buffer.from(rawBody ?? (body === undefined ? '' : JSON.stringify(body)));
}
