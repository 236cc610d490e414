import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectContract } from '../../conformance/answer-rules.js';
import { modes, startEndpoint, type Endpoint } from './endpoint.js';

/** Occurs in none of our messages, in any case. */
const MARK = 'zQx7';

const text = fc
  .tuple(fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ maxLength: 12 }))
  .map(([before, after]) => `${before}${MARK}${after}`);
const uri = fc.oneof(
  text,
  text.map((rest) => `https://${rest}`),
  text.map((rest) => `http://localhost/${rest}`),
  text.map((rest) => `https://${MARK}.example/cb${rest}`),
  fc.constantFrom(`${MARK}:x`, `javascript:${MARK}`, `http://${MARK}.example`, `https://${MARK}@a.example/`),
);
const anything = fc.oneof(
  text,
  uri,
  fc.array(text, { maxLength: 3 }),
  fc.object({ key: text, maxDepth: 2 }),
  fc.anything({ withNullPrototype: false }).map((value) => JSON.stringify(value) ?? MARK),
);

const metadata = fc.record(
  {
    redirect_uris: fc.oneof(fc.array(uri, { minLength: 1, maxLength: 4 }), anything),
    client_name: anything,
    [`client_name#${MARK}`]: anything,
    client_uri: uri,
    logo_uri: anything,
    grant_types: fc.oneof(fc.array(text, { maxLength: 3 }), anything),
    response_types: anything,
    token_endpoint_auth_method: anything,
    scope: anything,
    contacts: anything,
    software_id: anything,
    [MARK]: anything,
  },
  { requiredKeys: [] },
);

describe.each(modes)('%s, whatever is sent', (negotiation) => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await startEndpoint({ negotiation });
  });
  afterAll(() => endpoint?.close());

  test('the answer has the documented format, and an error repeats nothing that was sent', async () => {
    await fc.assert(
      fc.asyncProperty(metadata, async (sent) => {
        const answer = await endpoint.post(sent);
        expectContract(answer);
        if (answer.status !== 201) expect(answer.text.toLowerCase()).not.toContain(MARK.toLowerCase());
      }),
      { numRuns: 150 },
    );
  });
});
