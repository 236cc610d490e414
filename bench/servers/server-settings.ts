import type { DocumentSettings } from './document-settings.js';

/** The database of a contender. */
export type Storage = { kind: 'postgres'; url: string } | { kind: 'sqlite'; file: string };
export type AdapterName = 'express' | 'fastify';

/** The settings of a server process, passed as JSON in its first argument. */
export interface ServerSettings {
  adapter: AdapterName;
  storage?: Storage;
  /** Whether the application uses Nest's `ValidationPipe`, which loads class-validator and class-transformer. */
  validationPipe?: boolean;
  /** Attempts per hour that the module's limiter allows. Default: more than any run makes. */
  limit?: number;
  /** Whether identical registrations share a client. Default: `'separate'`. */
  instances?: 'separate' | 'shared';
  /** Where the contender reads documents from. */
  documents?: DocumentSettings;
  /** Whether the plain transaction also counts attempts. */
  countAttempts?: boolean;
}

export function readSettings(): ServerSettings {
  return JSON.parse(process.argv[2]!) as ServerSettings;
}
