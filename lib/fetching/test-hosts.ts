import { isIP } from 'node:net';
import type { DcrTestHost } from './document-fetcher.js';

const TEST_NAME = /^(?:[a-z\d_-]{1,63}\.)+test$/;
const LOOPBACK = /^(127\.[\d.]+|\[::1\]):(\d{1,5})$/;
/** A public address, of example.com for many years. Nothing ever connects to it. */
const ANY_PUBLIC_ADDRESS = '93.184.216.34';

export interface LoopbackAddress {
  address: string;
  port: number;
}

/** The hosts of the test seam, checked: their names exist nowhere else, and they are reached on loopback only. */
export class TestHosts {
  private readonly hosts: ReadonlyMap<string, DcrTestHost>;
  private readonly queries = new Map<string, number>();

  /** @throws Error that names the host and what is wrong with it */
  constructor(hosts: Readonly<Record<string, DcrTestHost>> = {}) {
    this.hosts = new Map(Object.entries(hosts));
    for (const [name, host] of this.hosts) check(name, host);
  }

  has(name: string): boolean {
    return this.hosts.has(name);
  }

  /** What the next query for this name answers. The last list of several is repeated. */
  nextAnswer(name: string): string[] | 'NXDOMAIN' | 'HANG' {
    const { answers = [ANY_PUBLIC_ADDRESS] } = this.hosts.get(name) ?? {};
    if (!isListOfLists(answers)) return answers;
    const query = this.queries.get(name) ?? 0;
    this.queries.set(name, query + 1);
    return answers[Math.min(query, answers.length - 1)] ?? [];
  }

  connectTo(name: string): LoopbackAddress | undefined {
    return loopbackAddress(this.hosts.get(name)?.connect ?? '');
  }
}

function check(name: string, { answers, connect }: DcrTestHost): void {
  if (!TEST_NAME.test(name)) {
    throw new Error(`testHosts: "${name}" must be a host name in lower case that ends in ".test".`);
  }
  if (connect !== undefined && !loopbackAddress(connect)) {
    throw new Error(
      `testHosts: connect of "${name}" must be a loopback address and a port, like "127.0.0.1:8443".`,
    );
  }
  if (answers !== undefined && !isAnswer(answers)) {
    throw new Error(
      `testHosts: answers of "${name}" must be a list of addresses, a list of such lists, "NXDOMAIN" or "HANG".`,
    );
  }
}

function loopbackAddress(connect: string): LoopbackAddress | undefined {
  const [, host = '', port = ''] = LOOPBACK.exec(connect) ?? [];
  const address = host === '[::1]' ? '::1' : host;
  const isUsable = isIP(address) !== 0 && Number(port) >= 1 && Number(port) <= 65_535;
  return isUsable ? { address, port: Number(port) } : undefined;
}

function isListOfLists(answers: NonNullable<DcrTestHost['answers']>): answers is string[][] {
  return Array.isArray(answers) && Array.isArray(answers[0]);
}

function isAnswer(answers: unknown): boolean {
  if (!Array.isArray(answers)) return answers === 'NXDOMAIN' || answers === 'HANG';
  return (
    answers.every(isText) || answers.every((entry: unknown) => Array.isArray(entry) && entry.every(isText))
  );
}

function isText(entry: unknown): boolean {
  return typeof entry === 'string';
}
