import { describe, expect, test } from 'vitest';
import { documentedOptions } from '../readme/support/module-options.js';
import { read, table } from '../readme/support/readme.js';
import { snippetsOf } from '../readme/support/snippets.js';

const documented = [
  ...documentedOptions('dcr-module-options.ts', 'DcrModuleOptionsDto'),
  ...documentedOptions('dcr-module-extras.ts', 'DcrModuleExtrasDto'),
].map(({ name }) => name);

const sections = read('docs/options.md')
  .split(/^## /m)
  .slice(1)
  .map((text) => ({ name: /^`(\w+)`/.exec(text)?.[1] ?? text, text }));

const defaults = new Map(
  table(['option', 'default', 'meaning']).map(([name = '', value = '']) => [name.replaceAll('`', ''), value]),
);

describe('docs/options.md', () => {
  test('has a section for every option, in the order of the classes, and no other', () => {
    expect(sections.map(({ name }) => name)).toEqual(documented);
  });

  test('has an example for every option', () => {
    expect(snippetsOf('docs/options.md')).toHaveLength(documented.length);
    for (const { name, text } of sections)
      expect(text, name).toMatch(new RegExp(`\`\`\`ts\n[^]*\\b${name}\\b`));
  });

  test.each(sections)('states the same default of $name as the README', ({ name, text }) => {
    expect(text.replaceAll('\n', ' ')).toContain(`Default: ${defaults.get(name)}`);
  });
});
