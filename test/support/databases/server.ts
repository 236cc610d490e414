/** The servers that a test run may use. SQLite needs none. */
export type ServerKind = 'postgres' | 'pgbouncer' | 'mariadb' | 'redis';

/** A server that answers at `url`, or why there is none. */
export interface FoundServer {
  url?: string;
  missing?: string;
  stop?: () => Promise<void>;
}
