import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

type Mode = 'pass' | 'refuse' | 'hang';

/** A proxy between an application and a server that simulates network failures. */
export class TcpProxy {
  private mode: Mode = 'pass';
  private server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly sent: Buffer[] = [];
  private cutAt?: string | undefined;
  private port = 0;

  private constructor(private readonly target: { host: string; port: number }) {
    this.server = this.newServer();
  }

  /** @param url URL of the server behind it */
  static async start(url: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(url);
    const proxy = new TcpProxy({ host: hostname, port: Number(port) });
    await proxy.listen();
    return proxy;
  }

  /** The same URL through this proxy. */
  through(url: string): string {
    const proxied = new URL(url);
    proxied.hostname = '127.0.0.1';
    proxied.port = String(this.port);
    return proxied.href;
  }

  /** Everything sent to the server so far. */
  get traffic(): string {
    return Buffer.concat(this.sent).toString('latin1');
  }

  /** Refuses new connections and closes all others. */
  async refuse(): Promise<void> {
    this.mode = 'refuse';
    const closed = once(this.server.close(), 'close');
    this.cut();
    await closed;
  }

  /** Keeps and accepts connections, but forwards nothing. */
  hang(): void {
    this.mode = 'hang';
    for (const socket of this.sockets) socket.pause();
  }

  /** Closes every connection, but accepts new ones. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Cuts, once, the connection that sends this text to the server, before the server reads it. */
  cutWhenSent(text: string): void {
    this.cutAt = text;
  }

  /** Forwards everything again. */
  async pass(): Promise<void> {
    const { mode } = this;
    this.mode = 'pass';
    if (mode === 'refuse') await this.listen();
    if (mode === 'hang') for (const socket of this.sockets) socket.resume();
  }

  async close(): Promise<void> {
    if (this.mode !== 'refuse') await this.refuse();
  }

  private async listen(): Promise<void> {
    this.server = this.newServer().listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  private newServer(): Server {
    return createServer((inside) => {
      const outside = connect(this.target);
      this.join(inside, outside, (chunk) => this.passesOn(chunk));
      this.join(outside, inside, () => true);
    });
  }

  private join(from: Socket, to: Socket, passes: (chunk: Buffer) => boolean): void {
    this.sockets.add(from);
    from.on('data', (chunk: Buffer) => (passes(chunk) ? to.write(chunk) : from.destroy()));
    from.on('error', () => undefined);
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
    if (this.mode === 'hang') from.pause();
  }

  private passesOn(chunk: Buffer): boolean {
    this.sent.push(chunk);
    if (this.cutAt === undefined || !chunk.includes(this.cutAt)) return true;
    this.cutAt = undefined;
    return false;
  }
}
