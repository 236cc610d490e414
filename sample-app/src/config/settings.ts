import { resolve } from 'node:path';
import type { CimdOptions } from 'nestjs-dcr';
import { isLoopback } from '../authorization-server/loopback.js';

const SAMPLE_FOLDER = resolve(import.meta.dirname, '../..');
const POSTGRES = /^postgres(?:ql)?:\/\//;

/** The name of the service, as users know it. */
export const SERVICE_NAME = 'Sample App';

/** The settings of the sample application, from environment variables. */
export class Settings {
  /** `PORT`, default 3000. */
  readonly port: number;
  /** `HOST`: the address to listen on. Default: this computer only. */
  readonly host: string;
  /** `ADDRESS`: the origin under which clients and browsers reach the application. Default: `http://localhost:<PORT>`. */
  readonly address: string;
  /** `ALLOWED_HOSTS`: additional `Host` values, with ports, that `/mcp` accepts, separated by commas. Default: none. */
  readonly allowedHosts: string[];
  /** `ALLOWED_ORIGINS`: origins of web pages that may call `/mcp`, separated by commas. Default: none. */
  readonly allowedOrigins: string[];
  /** `DATABASE`: a SQLite file or a `postgres://` URL. Default: `sample.db` in the folder of the sample. */
  readonly database: string;
  /** `DEMO_PASSWORD`: the password of the demo accounts. Default: random, generated at the first start. */
  readonly demoPassword?: string;
  /** `OPERATOR_PASSWORD`: the password of the account `operator`. Default: random, generated at the first start. */
  readonly operatorPassword?: string;
  /** `ACCESS_TOKEN_SECONDS`: the lifetime of an access token. Default: 900. */
  readonly accessTokenSeconds: number;
  /** `DOCUMENTS`: `on` or `off`, whether clients may use the URL of a metadata document as their ID. Default: `on`. */
  readonly documents: boolean;
  /**
   * `DEMO_CLIENT`: `on` or `off`, whether the document of the demo's client is read from this computer. Default: `on` only if
   * `ADDRESS` is loopback and `NODE_ENV` is not `production`.
   */
  readonly demoClient: boolean;
  /** `DEMO_CLIENT_PORT`: the port at which the demo serves that document. Default: 3443. */
  readonly demoSitePort: number;

  /** @param testDocuments hosts of the package's test seam, for the tests of this application */
  constructor(
    environment: NodeJS.ProcessEnv = process.env,
    readonly testDocuments?: Pick<CimdOptions, 'testHosts' | 'testCa'>,
  ) {
    this.port = toPort('PORT', environment['PORT'], 3000);
    this.host = environment['HOST'] || '127.0.0.1';
    this.address = new URL(environment['ADDRESS'] || `http://localhost:${this.port}`).origin;
    this.allowedHosts = toList(environment['ALLOWED_HOSTS']);
    this.allowedOrigins = toList(environment['ALLOWED_ORIGINS']);
    const database = environment['DATABASE'] || resolve(SAMPLE_FOLDER, 'sample.db');
    this.database = POSTGRES.test(database) ? database : resolve(database);
    if (environment['DEMO_PASSWORD']) this.demoPassword = environment['DEMO_PASSWORD'];
    if (environment['OPERATOR_PASSWORD']) this.operatorPassword = environment['OPERATOR_PASSWORD'];
    this.accessTokenSeconds = toSeconds(environment['ACCESS_TOKEN_SECONDS']);
    this.documents = toSwitch('DOCUMENTS', environment['DOCUMENTS'], true);
    const isLocal = this.isOnLoopback && environment['NODE_ENV'] !== 'production';
    this.demoClient = this.documents && toSwitch('DEMO_CLIENT', environment['DEMO_CLIENT'], isLocal);
    this.demoSitePort = toPort('DEMO_CLIENT_PORT', environment['DEMO_CLIENT_PORT'], 3443);
  }

  /** The authorization server. Its metadata is at the root, where every client looks for it. */
  get issuer(): string {
    return this.address;
  }

  /** The URL of the MCP server, which is also the identifier of the protected resource (RFC 8707). */
  get mcp(): string {
    return `${this.address}/mcp`;
  }

  get onPostgres(): boolean {
    return POSTGRES.test(this.database);
  }

  /** Whether clients and browsers reach the application on this computer only. */
  private get isOnLoopback(): boolean {
    return isLoopback(this.address);
  }

  /** The file that stores the passwords of the demo accounts, so that they can be printed. Ignored by git. */
  get demoAccountsFile(): string {
    return `${this.filesNextTo}-accounts.json`;
  }

  /** The file that stores the certificate of the demo's client. Ignored by git. */
  get demoSiteFile(): string {
    return `${this.filesNextTo}-demo-client.json`;
  }

  private get filesNextTo(): string {
    return this.onPostgres ? resolve(SAMPLE_FOLDER, 'sample.db') : this.database;
  }
}

function toList(value = ''): string[] {
  return value
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter(Boolean);
}

function toPort(name: string, value: string | undefined, otherwise: number): number {
  const port = Number(value || otherwise);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new RangeError(`${name} must be a number from 1 to 65535, not "${value}".`);
  }
  return port;
}

function toSwitch(name: string, value: string | undefined, otherwise: boolean): boolean {
  if (!value) return otherwise;
  if (value === 'on' || value === 'off') return value === 'on';
  throw new RangeError(`${name} must be on or off, not "${value}".`);
}

function toSeconds(value: string | undefined): number {
  const seconds = Number(value || 900);
  if (!Number.isInteger(seconds) || seconds < 1) {
    throw new RangeError(`ACCESS_TOKEN_SECONDS must be a whole number of seconds, not "${value}".`);
  }
  return seconds;
}
