import { expect, test } from 'vitest';
import { read } from './support/readme.js';

const { version } = JSON.parse(read('package.json')) as { version: string };
const sections = [...read('CHANGELOG.md').matchAll(/^## (.+)$/gm)].map(([, title]) => title);

test('CHANGELOG.md begins with what is not released yet, or with the current version', () => {
  expect(['Unreleased', version]).toContain(sections[0]);
  expect(sections.slice(1)).not.toContain('Unreleased');
});

test('examples/minimal uses the current version', () => {
  const { dependencies } = JSON.parse(read('examples/minimal/package.json')) as {
    dependencies: Record<string, string>;
  };
  expect(dependencies['nestjs-dcr']).toBe(`^${version}`);
});
