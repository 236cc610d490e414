import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import type { CleanupOptions } from 'nestjs-dcr';

/** The setup of an application in a separate process; must be valid JSON. */
export interface ProcessSetup {
  typeorm: TypeOrmModuleOptions;
  dcr?: {
    maxRegistrationsPerWindow?: number;
    policyTimeout?: number;
    instances?: 'separate' | 'shared';
    cleanup?: { [Age in keyof CleanupOptions]: number };
  };
  /** Count attempts in Redis, under this prefix. */
  redis?: { url: string; keyPrefix: string };
  /** Use a policy that decides only on request. */
  holdsDecisions?: boolean;
  /** Where the process kills itself, like `kill -9`: on SQLite nothing else can interrupt there. */
  diesAt?: 'the first insert' | 'the second insert' | 'the commit';
}

/** The requests; each is answered with one message. */
export type Command = 'held' | 'decide' | 'resources' | 'sweep';

/** The message that it sends first: the URL that it listens on. */
export interface Started {
  url: string;
}
