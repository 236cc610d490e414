import { readFileSync } from 'node:fs';

/** A request to the registration endpoint, and the expected answer. */
export interface ConformanceCase {
  id: string;
  category: string;
  /** `must`: required by the RFC or our profile. `interop`: needed by a real client. `free`: both answers are allowed. */
  level: 'must' | 'interop' | 'free';
  request: CaseRequest;
  expect: { status: number | number[]; error?: string; assert?: string[] };
  why: string;
}

export interface CaseRequest {
  headers: Record<string, string>;
  /** A JSON value; a string is sent unchanged. */
  body?: unknown;
  bodyBase64?: string;
  /** For bodies that are too large or too deep for the file. */
  bodyGen?: { prefix: string; repeat: string; count: number; suffix: string; close?: string; tail?: string };
  /** How often it is sent; `{i}` in a header is the number of the attempt. */
  repeat?: number;
}

/** The registration of a real client, and the expected answer. */
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

/** The start of the title, such as `RFC 7591 §3.1 `, if the case names a section. */
export function sectionOf({ why }: ConformanceCase): string {
  const section = /\b(?:(RFC \d+|OAuth 2\.1) )?s(\d+(?:\.\d+)*)/.exec(why);
  return section ? `${section[1] ?? 'RFC 7591'} §${section[2]} ` : '';
}

/** `answers 400 to body-null: the body is one JSON object …` */
export function sentenceOf({ id, expect, why }: ConformanceCase): string {
  const reason = why === 'as above' ? '' : `: ${why}`;
  return `answers ${[expect.status].flat().join(' or ')} to ${id}${reason}`;
}
