import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { LoggingProxy } from './proxy.js';
import { REPOSITORY } from './paths.js';
import { freePort } from './ports.js';
import { until } from './until.js';

const PASSWORD = 'only-on-loopback';

/** Long enough to start a command-line agent and call the tool, and short enough to wait for the expiry. */
export const ACCESS_TOKEN_SECONDS = 15;

/** The built sample application behind the logging proxy, with its own database. */
export class Sample {
  readonly person = { account: 'alice', password: PASSWORD };

  private constructor(
    private readonly process: ChildProcess,
    private readonly proxy: LoggingProxy,
  ) {}

  static async start(folder: string, accessTokenSeconds = ACCESS_TOKEN_SECONDS): Promise<Sample> {
    const port = await freePort();
    const proxy = new LoggingProxy(port);
    await proxy.start();
    const server = spawn(process.execPath, [join(REPOSITORY, 'sample-app/dist/main.js')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        PORT: String(port),
        ADDRESS: proxy.origin,
        DATABASE: join(folder, 'sample.db'),
        DEMO_PASSWORD: PASSWORD,
        OPERATOR_PASSWORD: PASSWORD,
        ACCESS_TOKEN_SECONDS: String(accessTokenSeconds),
      },
    });
    let output = '';
    for (const stream of [server.stdout, server.stderr])
      stream.on('data', (text) => (output += String(text)));
    await until(
      () => {
        if (server.exitCode !== null) throw new Error(`The sample application did not start: ${output}`);
        return output.includes('is running');
      },
      { seconds: 180, what: 'the start of the sample application' },
    ).catch((error: unknown) => {
      server.kill();
      proxy.stop();
      throw error;
    });
    return new Sample(server, proxy);
  }

  get address(): string {
    return this.proxy.origin;
  }

  get mcp(): string {
    return `${this.address}/mcp`;
  }

  get log() {
    return this.proxy.log;
  }

  /** Admits a caller that does not support OAuth. */
  addToken(token: string): void {
    this.proxy.bearer = token;
  }

  /** Disables or deletes a client as the operator. */
  async takeAway(clientId: string, how: 'disable' | 'delete'): Promise<void> {
    const path = `admin/api/clients/${clientId}${how === 'disable' ? '/disable' : ''}`;
    const response = await fetch(`${this.address}/${path}`, {
      method: how === 'disable' ? 'POST' : 'DELETE',
      headers: {
        authorization: `Basic ${Buffer.from(`operator:${PASSWORD}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ reason: 'A test of what the client does next.' }),
    });
    if (!response.ok) throw new Error(`The admin API answered ${response.status} to ${how} ${clientId}.`);
  }

  stop(): void {
    this.process.kill();
    this.proxy.stop();
  }
}
