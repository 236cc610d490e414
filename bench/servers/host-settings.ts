/** Where a contender keeps its rows. */
export type Storage = { kind: 'postgres'; url: string } | { kind: 'sqlite'; file: string };
export type AdapterName = 'express' | 'fastify';

/** What the load generator's process tells a server's process, as JSON in its first argument. */
export interface ServerSettings {
  adapter: AdapterName;
  storage?: Storage;
  /** Whether the application uses Nest's `ValidationPipe`, which loads class-validator and class-transformer. */
  validationPipe?: boolean;
  /** Attempts that the module's limiter lets through in an hour. Default: more than any run makes. */
  limit?: number;
  /** Whether the plain transaction's host counts attempts too. */
  countAttempts?: boolean;
}

export function readSettings(): ServerSettings {
  return JSON.parse(process.argv[2]!) as ServerSettings;
}
