import { describeDatabases } from '../support/databases.js';
import { describeSingles } from './describe-cases.js';

/** Some cases are about what PostgreSQL cannot store: NUL characters, lone surrogates. */
describeDatabases(
  'the requests, stored in a server',
  (database) => describeSingles({ negotiation: 'substitute', adapter: 'express', database }),
  ['postgres'],
);
