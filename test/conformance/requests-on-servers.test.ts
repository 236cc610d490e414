import { describeDatabases } from '../support/databases.js';
import { describeSingles } from './describe-cases.js';

/** Some values cannot be stored in a database server, or are stored differently: NUL, lone surrogates, long text. */
describeDatabases(
  'the requests, stored in a server',
  (database) => describeSingles({ negotiation: 'substitute', adapter: 'express', database }),
  ['postgres', 'mariadb'],
);
