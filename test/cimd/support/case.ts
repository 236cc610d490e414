import { readFileSync } from 'node:fs';

/** A case as `cases.json` holds it; `README.md` beside that file says what each member means. */
export interface Case extends Changes {
  id: string;
  area: string;
  level: string;
  title: string;
  source: string;
  oidc?: boolean;
  replicas?: number;
  document: CaseDocument;
  clientId: string;
  authorize: Json;
  steps?: Step[];
  expected: Expectation;
  realClientId?: string;
}

/** What a case, or its steps `restart` and `start`, change in the application. */
export interface Changes {
  cimd?: Json;
  dcr?: Json;
  /** A JavaScript expression; `dcr` is the package. */
  policy?: string;
  env?: Record<string, string>;
  testHosts?: Record<string, Json & { times?: number }>;
}

export type Json = Record<string, unknown>;
export type Expectation = Json;

/** One member names the action, the others modify it. */
export type Step = Json & { expect?: Expectation };

interface CaseDocument {
  status?: number;
  headers?: Record<string, string>;
  body?: Json;
  rawBody?: string;
  rawBase64?: string;
  tls?: 'self-signed' | 'wrong-name' | 'expired' | 'none';
  behaviour?: string;
}

export const cases = JSON.parse(
  readFileSync(new URL('../cases.json', import.meta.url), 'utf8'),
) as readonly Case[];

export function caseById(id: string): Case {
  const found = cases.find((one) => one.id === id);
  if (!found) throw new Error(`There is no case ${id}.`);
  return found;
}

/** Replaces a text everywhere in a value, in its member names too. */
export function replaceText<Value>(value: Value, text: string, replacement: string): Value {
  const json = JSON.stringify(value) as string | undefined;
  if (json === undefined) return value;
  return JSON.parse(json.replaceAll(text, JSON.stringify(replacement).slice(1, -1))) as Value;
}
