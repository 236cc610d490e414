import { describeDatabases } from '../support/databases.js';
import { describeSingles } from './describe-cases.js';

/** Some cases are about what a server cannot store, or stores otherwise: NUL characters, lone surrogates, lengths. */
describeDatabases(
  'the requests, stored in a server',
  (database) => describeSingles({ negotiation: 'substitute', adapter: 'express', database }),
  ['postgres', 'mariadb'],
);
