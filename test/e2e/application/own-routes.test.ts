import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApplication, type TestApplication } from '../../support/application.js';
import { send, type HttpAnswer } from '../../support/http.js';
import { applicationsOfEachKind } from './application-kinds.js';
import { caseVariant, ownRequests, type OwnRequest } from './own-routes.js';
import { NeighboursController, ThingsController } from './things.controller.js';

/** The same application twice: with our module and without it. */
describe.each(applicationsOfEachKind)('the routes of an application with %s, on %s,', (_, adapter, kind) => {
  let ours: TestApplication;
  let theirs: TestApplication;
  beforeAll(async () => {
    const { imports, providers, nest, configure, decorators } = kind;
    const setup = {
      adapter,
      imports,
      providers,
      nest,
      configure,
      controllers: [ThingsController, NeighboursController],
    };
    ours = await startApplication({ ...setup, dcr: { enabled: true, decorators } });
    theirs = await startApplication({ ...setup, dcr: false });
  });
  afterAll(() => Promise.all([ours?.close(), theirs?.close()]));

  const requests = [...ownRequests(kind), ...(adapter === 'fastify' ? [caseVariant(kind)] : [])];

  for (const request of requests)
    test(`answer ${request.name} byte for byte as without our module`, async () => {
      const [withUs, without] = [await ask(ours, request), await ask(theirs, request)];
      expect(comparable(withUs)).toEqual(comparable(without));
    });

  test('show the global feature', async () => {
    const [name, expected] = kind.shows;
    const upTo = requests.findIndex((request) => request.name === name);
    const answers = [];
    for (const request of requests.slice(0, upTo + 1)) answers.push(await ask(theirs, request));
    const { status, headers, text } = answers.at(-1)!;
    expect(`${status} ${JSON.stringify(headers)} ${text}`).toMatch(expected);
  });
});

function ask(application: TestApplication, { path, method, headers, body }: OwnRequest): Promise<HttpAnswer> {
  return send(application.url + path, {
    method,
    headers: { origin: 'https://app.example', ...headers },
    body,
  });
}

const ofTheMoment = ['date', 'x-ratelimit-reset'];

function comparable({ status, headers, text }: HttpAnswer) {
  const lasting = Object.entries(headers).filter(([name]) => !ofTheMoment.includes(name));
  return { status, headers: Object.fromEntries(lasting), text };
}
