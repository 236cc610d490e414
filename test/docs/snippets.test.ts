import { afterAll, beforeAll, expect, test } from 'vitest';
import { DOCS } from '../readme/support/readme.js';
import { SnippetFolder, snippetsOf } from '../readme/support/snippets.js';
import { options } from './runs/options.js';
import { administration } from './runs/administration.js';
import { authorizationServers } from './runs/authorization-servers.js';
import { clients } from './runs/clients.js';
import { consolePages } from './runs/console.js';
import { documents } from './runs/documents.js';
import { deployment } from './runs/deployment.js';
import { policies } from './runs/policies.js';
import { services } from './runs/services.js';
import { gettingStarted } from './runs/getting-started.js';
import { openApi } from './runs/openapi.js';
import { operations } from './runs/operations.js';
import type { Exports } from './runs/snippet-exports.js';

/** `npm run test:package` runs the snippets of these pages, in applications like those that `nest new` makes. */
const RUN_BY_TEST_PACKAGE = ['docs/testing.md', 'docs/existing-application.md'];

const snippets = DOCS.filter((page) => !RUN_BY_TEST_PACKAGE.includes(page)).flatMap(snippetsOf);
const runs = {
  ...gettingStarted,
  ...options,
  ...administration,
  ...consolePages,
  ...clients,
  ...documents,
  ...authorizationServers,
  ...operations,
  ...openApi,
  ...policies,
  ...services,
  ...deployment,
};

/** Snippets that are imported are run with the snippet that imports them. */
const imported = snippets.flatMap(({ code }) =>
  [...code.matchAll(/ from '\.\/([a-z.-]+)\.js'/g)].map(([, name = '']) => `${name}.ts`),
);

let folder: SnippetFolder;

beforeAll(() => {
  folder = new SnippetFolder(snippets);
});

afterAll(() => folder.remove());

test('The snippets of docs compile', () => {
  expect(folder.problems()).toEqual([]);
}, 120_000);

test('Every snippet of docs is run here and has a unique name', () => {
  const names = snippets.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect([...new Set([...Object.keys(runs), ...imported])].toSorted()).toEqual(names.toSorted());
});

test.each(Object.entries(runs))('The snippet %s does what its page says', async (name, expectItsEffect) => {
  const load = async (other: string) => (await import(folder.file(other))) as Exports;
  await expectItsEffect(await load(name), load);
});
