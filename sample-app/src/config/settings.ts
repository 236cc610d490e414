import { resolve } from 'node:path';

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

  constructor(environment: NodeJS.ProcessEnv = process.env) {
    this.port = toPort(environment['PORT']);
    this.host = environment['HOST'] || '127.0.0.1';
    this.address = new URL(environment['ADDRESS'] || `http://localhost:${this.port}`).origin;
    this.allowedHosts = toList(environment['ALLOWED_HOSTS']);
    this.allowedOrigins = toList(environment['ALLOWED_ORIGINS']);
    const database = environment['DATABASE'] || resolve(SAMPLE_FOLDER, 'sample.db');
    this.database = POSTGRES.test(database) ? database : resolve(database);
    if (environment['DEMO_PASSWORD']) this.demoPassword = environment['DEMO_PASSWORD'];
    if (environment['OPERATOR_PASSWORD']) this.operatorPassword = environment['OPERATOR_PASSWORD'];
    this.accessTokenSeconds = toSeconds(environment['ACCESS_TOKEN_SECONDS']);
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

  /** The file that stores the passwords of the demo accounts, so that they can be printed. Ignored by git. */
  get demoAccountsFile(): string {
    return `${this.onPostgres ? resolve(SAMPLE_FOLDER, 'sample.db') : this.database}-accounts.json`;
  }
}

function toList(value = ''): string[] {
  return value
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter(Boolean);
}

/** The URL at which clients register. */
export function registrationEndpoint({ address }: Settings): string {
  return `${address}/register`;
}

function toPort(value: string | undefined): number {
  const port = Number(value || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new RangeError(`PORT must be a number from 1 to 65535, not "${value}".`);
  }
  return port;
}

function toSeconds(value: string | undefined): number {
  const seconds = Number(value || 900);
  if (!Number.isInteger(seconds) || seconds < 1) {
    throw new RangeError(`ACCESS_TOKEN_SECONDS must be a whole number of seconds, not "${value}".`);
  }
  return seconds;
}
