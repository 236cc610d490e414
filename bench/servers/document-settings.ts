/** Where a contender finds documents. Passed from the document server to the server that reads from it. */
export interface DocumentSettings {
  /** `127.0.0.1:PORT`. */
  connect: string;
  /** PEM. */
  ca: string;
}

const MANY = 40;
/** So few that the limit on fetches from one host is met too. */
const FEW = 6;

export const documentHosts = Array.from({ length: MANY }, (_, index) => `h${index}.documents.test`);

/** Neighbors are on different hosts. */
export function documentUrl(index: number, on: 'many-hosts' | 'few-hosts' = 'many-hosts'): string {
  return `https://${documentHosts[index % (on === 'few-hosts' ? FEW : MANY)]}/${index}/client.json`;
}
