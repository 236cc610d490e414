import type { Settings } from '../../../sample-app/src/config/settings.js';
import type { TestDatabase } from '../../support/databases.js';
import type { Registered } from './registered-client.js';
import { startSample, type Sample } from './sample.js';

export interface Replicas {
  /** The replica at the public address. */
  first: Sample;
  second: Sample;
  close(): Promise<void>;
}

/** Starts two replicas of the sample on one database, as behind a load balancer. */
export async function startReplicas(
  { options }: TestDatabase,
  documents?: Settings['testDocuments'],
): Promise<Replicas> {
  const { url, database } = options as { url?: string; database?: string };
  const DATABASE = url ?? database!;
  const first = await startSample({ DATABASE }, documents);
  const second = await startSample({ DATABASE, ADDRESS: first.settings.address }, documents);
  const close = async () => {
    await second.close();
    await first.close();
  };
  return { first, second, close };
}

/** The same client, with its requests sent to this replica. */
export function through(replica: Sample, { as, client }: Registered): Registered {
  const here = (endpoint: string) => endpoint.replace(replica.settings.address, replica.url);
  return {
    as: {
      ...as,
      token_endpoint: here(as.token_endpoint!),
      authorization_endpoint: here(as.authorization_endpoint!),
    },
    client,
  };
}
