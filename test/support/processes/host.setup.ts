import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import type { CleanupOptions } from 'nestjs-dcr';

/** What a host in a process of its own is told; it has to survive JSON. */
export interface ProcessSetup {
  typeorm: TypeOrmModuleOptions;
  dcr?: {
    maxRegistrationsPerWindow?: number;
    policyTimeout?: number;
    cleanup?: { [Age in keyof CleanupOptions]: number };
  };
  /** Counts in Redis, under this prefix. */
  redis?: { url: string; keyPrefix: string };
  /** A policy that decides only when it is told to. */
  holdsDecisions?: boolean;
  /** Where the process kills itself, as `kill -9` does: on SQLite nobody else can come between. */
  diesAt?: 'the first insert' | 'the second insert' | 'the commit';
}

/** What it is asked, and answers with one message each. */
export type Command = 'held' | 'decide' | 'resources' | 'sweep';

/** What it says without being asked: where it listens. */
export interface Started {
  url: string;
}
