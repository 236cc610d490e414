import { readFileSync } from 'node:fs';

/** One request against the registration endpoint, and what must come back. */
export interface ConformanceCase {
  id: string;
  category: string;
  /** `must`: the specification or our profile; `interop`: a real client; `free`: both answers are allowed. */
  level: 'must' | 'interop' | 'free';
  request: CaseRequest;
  expect: { status: number | number[]; error?: string; assert?: string[] };
  why: string;
}

export interface CaseRequest {
  headers: Record<string, string>;
  /** A JSON value; a string is sent as it is. */
  body?: unknown;
  bodyBase64?: string;
  /** Bodies too large or too deep to be written down. */
  bodyGen?: { prefix: string; repeat: string; count: number; suffix: string; close?: string; tail?: string };
  /** How many times it is sent; `{i}` in a header is the number of the turn. */
  repeat?: number;
}

/** The registration of a real client, and what must come back. */
export interface ClientCase {
  client: string;
  headers: Record<string, string>;
  body: Record<string, unknown>;
  expect: { strict: number; mcpCompatibility: number; registered?: Record<string, unknown> };
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`./data/${file}`, import.meta.url), 'utf8'));
}

export const conformanceCases = read('requests.json') as ConformanceCase[];
export const clientCases = read('clients.json') as ClientCase[];

/** `RFC 7591 §3.1 `, where the case names a section; it begins the title. */
export function sectionOf({ why }: ConformanceCase): string {
  const section = /\b(?:(RFC \d+|OAuth 2\.1) )?s(\d+(?:\.\d+)*)/.exec(why);
  return section ? `${section[1] ?? 'RFC 7591'} §${section[2]} ` : '';
}

/** `answers 400 to body-null: the body is one JSON object …` */
export function sentenceOf({ id, expect, why }: ConformanceCase): string {
  const reason = why === 'as above' ? '' : `: ${why}`;
  return `answers ${[expect.status].flat().join(' or ')} to ${id}${reason}`;
}
