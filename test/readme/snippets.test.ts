import { afterAll, beforeAll, expect, test } from 'vitest';
import { modules } from './runs/modules.js';
import type { Exports } from './runs/snippet-exports.js';
import { SnippetFolder, snippetsOf } from './support/snippets.js';

const snippets = snippetsOf('README.md');
const runs = modules;

let folder: SnippetFolder;

beforeAll(() => {
  folder = new SnippetFolder(snippets);
});

afterAll(() => folder.remove());

test('The snippets of the README compile', () => {
  expect(folder.problems()).toEqual([]);
}, 60_000);

test('Every snippet of the README is run here and has a unique name', () => {
  expect(snippets.map(({ name }) => name).toSorted()).toEqual(Object.keys(runs).toSorted());
});

test.each(Object.entries(runs))('The snippet %s does what the README says', async (name, expectItsEffect) => {
  await expectItsEffect((await import(folder.file(name))) as Exports);
});
