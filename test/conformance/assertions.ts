import { expect } from 'vitest';
import type { HttpAnswer } from '../support/http.js';

/** The parsed request body, and all answers to it. */
export interface Exchange {
  sent: Record<string, unknown>;
  answers: HttpAnswer[];
}

type Body = Record<string, unknown>;
type Assertion = (argument: string, exchange: Exchange) => void;

const assertions: Record<string, Assertion> = {
  echo_redirects: registered((client, _, sent) =>
    expect(client['redirect_uris']).toEqual(sent['redirect_uris']),
  ),
  equals: registered((client, argument) => {
    const [member, json] = splitAt(argument, '=');
    expect(client[member]).toEqual(JSON.parse(json));
  }),
  grants_subset: registered((client) => {
    expect(['authorization_code', 'refresh_token']).toEqual(
      expect.arrayContaining(client['grant_types'] as string[]),
    );
  }),
  issued_at_near_now: registered((client) => {
    expect(Math.abs(Number(client['client_id_issued_at']) - Date.now() / 1000)).toBeLessThan(60);
  }),
  client_id_not: registered((client, argument) => expect(client['client_id']).not.toBe(argument)),
  scope_not: registered((client, argument) => {
    const scopes = ((client['scope'] ?? '') as string).split(' ');
    for (const scope of argument.split(',')) expect(scopes).not.toContain(scope);
  }),
  absent: registered((client, member) => expect(client).not.toHaveProperty([member])),
  absent_or_string: registered((client, member) => expect(typeof (client[member] ?? '')).toBe('string')),
  absent_or_not: registered((client, argument) => {
    const [member, value] = splitAt(argument, '=');
    expect(String(client[member])).not.toBe(value);
  }),
  not_bound: registered((client, member, sent) => {
    expect(sent).toHaveProperty([member]);
    expect(client[member]).not.toEqual(sent[member]);
  }),
  not_both: registered((client, argument) => {
    expect(argument.split(',').every((member) => member in client)).toBe(false);
  }),
  not_contains: each((answer, text) => expect(answer.text.toLowerCase()).not.toContain(text.toLowerCase())),
  no_header: each((answer, name) => expect(answer.headers).not.toHaveProperty([name])),
  retry_after_on_429: each((answer) => {
    if (answer.status === 429) expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
  }),
  some_429: (_, { answers }) => expect(answers.map((answer) => answer.status)).toContain(429),
};

/** Applies an assertion of the data: `name` or `name:argument`. */
export function assertCase(assertion: string, exchange: Exchange): void {
  const [name, argument] = splitAt(assertion, ':');
  const apply = assertions[name];
  if (!apply) throw new Error(`No assertion is called ${name}`);
  apply(argument, exchange);
}

function each(check: (answer: HttpAnswer, argument: string) => void): Assertion {
  return (argument, { answers }) => answers.forEach((answer) => check(answer, argument));
}

/** Checks registered clients only; `expect.status` and `expect.error` check a refusal. */
function registered(check: (client: Body, argument: string, sent: Body) => void): Assertion {
  return (argument, { sent, answers }) => {
    for (const answer of answers) if (answer.status === 201) check(answer.json(), argument, sent);
  };
}

function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
