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

  test('has every member of cimd, with the default that the other page states', () => {
    const { text } = sections.find(({ name }) => name === 'cimd')!;
    const members = documentedOptions('cimd-options.ts', 'CimdOptionsDto').map(({ name }) => name);
    const rows = table(['member', 'default', 'meaning'], 'docs/client-documents.md');
    const listed = rows.flatMap(([names = '']) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    expect(listed).toEqual(members);
    for (const member of members)
      expect(text, member).toMatch(new RegExp(`^- .*\\*\\*\`${member}\`\\*\\*`, 'm'));
    for (const [name, value] of rows) {
      if (name && !name.includes(','))
        expect(text.replaceAll(/\s+/g, ' ')).toContain(`**${name}**, ${value}:`);
    }
  });

  test.each(sections)('states the same default of $name as the README', ({ name, text }) => {
    expect(text.replaceAll('\n', ' ')).toContain(`Default: ${defaults.get(name)}`);
  });
});
