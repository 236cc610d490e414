/** The servers that a test run can use. SQLite needs none. */
export type ServerKind = 'postgres' | 'pgbouncer' | 'mariadb' | 'redis';

/** A server that answers at `url`, or the reason why it is missing. */
export interface FoundServer {
  url?: string;
  missing?: string;
  stop?: () => Promise<void>;
}
