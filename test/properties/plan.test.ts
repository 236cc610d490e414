import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { ClientMetadataDto } from 'nestjs-dcr';
import { describe, expect, test } from 'vitest';
import { isEmpty } from '../../lib/registration/metadata-rules.js';
import { PLAN } from '../../lib/registration/client-metadata.dto.js';
import { pickRecognized } from '../../lib/registration/recognized-members.js';
import { problemOf } from '../../lib/validation/plan.js';
import { metadata as anyMetadata } from './metadata.js';

/** The messages per property, from the plan and from class-validator. */
async function compare(body: object) {
  const given = Object.entries(pickRecognized(body)).filter(([, value]) => !isEmpty(value));
  const metadata = plainToInstance(ClientMetadataDto, Object.fromEntries(given));
  const values = metadata as unknown as Record<string, unknown>;
  const planned = PLAN.map((member) => [member.property, problemOf(member, values[member.property])]).filter(
    ([, problem]) => problem !== undefined,
  );
  const errors = await validate(metadata);
  const wireNames = new Map(PLAN.map(({ property, wireName }) => [property, wireName]));
  const validated = errors.map(({ property, constraints }) => [
    property,
    Object.values(constraints!).map((message) =>
      message.startsWith(property) ? wireNames.get(property)! + message.slice(property.length) : message,
    ),
  ]);
  return { planned, validated };
}

/** class-validator reports every rule that a member breaks; the plan stops at the first. */
async function expectAgreement(body: object): Promise<void> {
  const { planned, validated } = await compare(body);
  const properties = (found: typeof validated | typeof planned) =>
    new Set(found.map(([property]) => property));
  expect(properties(planned)).toEqual(properties(validated));
  for (const [property, problem] of planned) {
    expect(validated.find(([name]) => name === property)![1]).toContain(problem);
  }
}

describe('the plan compiled from the decorators agrees with validate()', () => {
  const read = (file: string) =>
    JSON.parse(readFileSync(new URL(`../conformance/data/${file}`, import.meta.url), 'utf8')) as {
      id: string;
      request?: { body?: unknown };
    }[];
  const bodies = read('requests.json')
    .map(({ id, request }) => [id, request?.body] as const)
    .filter((entry): entry is readonly [string, object] => typeof entry[1] === 'object' && entry[1] !== null)
    .filter(([, body]) => !Array.isArray(body));

  test.each(bodies)('on the conformance request %s', async (_, body) => {
    await expectAgreement(body);
  });

  test('on generated bodies', async () => {
    await fc.assert(fc.asyncProperty(anyMetadata, expectAgreement), { numRuns: 500 });
    expect.hasAssertions();
  });
});

test('ClientMetadataDto reads wire names and reports problems, like any DTO of an application', async () => {
  const good = { redirect_uris: ['cursor://callback'], client_name: 'x', 'client_name#fr': 'y', unknown: 1 };
  const metadata = plainToInstance(ClientMetadataDto, good, { excludeExtraneousValues: true });
  expect(metadata).toMatchObject({
    redirectUris: ['cursor://callback'],
    clientName: 'x',
    localized: { 'client_name#fr': 'y' },
  });
  expect(await validate(metadata)).toEqual([]);
  const bad = { redirect_uris: ['https://a.example/', 'javascript:alert(1)'], client_name: 'a\u200bb' };
  const errors = await validate(plainToInstance(ClientMetadataDto, bad));
  expect(errors.flatMap(({ constraints }) => Object.values(constraints!))).toEqual([
    'redirectUris[1] must use an allowed scheme: https, http on a loopback host',
    'clientName must not contain control, bidirectional or invisible characters',
  ]);
});
