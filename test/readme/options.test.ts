import { runInNewContext } from 'node:vm';
import { DcrClient } from 'nestjs-dcr';
import { describe, expect, test } from 'vitest';
import { resolveExtras, resolveOptions } from '../../lib/options/check-options.js';
import { documentedOptions } from './support/module-options.js';
import { table } from './support/readme.js';

const documented = [
  ...documentedOptions('dcr-module-options.ts', 'DcrModuleOptionsDto'),
  ...documentedOptions('dcr-module-extras.ts', 'DcrModuleExtrasDto'),
];
const defaults: Record<string, unknown> = Object.fromEntries([
  ...Object.entries(resolveOptions({})),
  ...Object.entries(resolveExtras({})),
]);
const rows = table(['option', 'default', 'meaning']).map(([name = '', value = '', meaning = '']) => ({
  name: name.replaceAll('`', ''),
  value,
  meaning,
}));

const UNITS: Record<string, number> = { min: 60_000, h: 3_600_000, d: 86_400_000 };

/** Evaluates the code between backticks; `48 h` means milliseconds. */
function valueOf(code = ''): unknown {
  const script = code.replaceAll(/\b(\d+) (min|h|d)\b/g, (_all, count: string, unit: string) =>
    String(Number(count) * UNITS[unit]!),
  );
  return runInNewContext(`(${script})`, { DcrClient });
}

function codeIn(text: string): string | undefined {
  return /^`([^`]+)`/.exec(text)?.[1];
}

describe('The options table of the README', () => {
  test('has a row for every option, in the order of the classes, and no other', () => {
    expect(rows.map(({ name }) => name)).toEqual(documented.map(({ name }) => name));
  });

  test.each(rows.filter(({ value }) => codeIn(value)))('states the default of $name', ({ name, value }) => {
    expect(valueOf(codeIn(value))).toEqual(defaults[name]);
  });

  // A default that is a behavior is described in words, with which the option's comment also begins.
  test.each(rows.filter(({ value }) => !codeIn(value)))(
    'describes the default of $name',
    ({ name, value }) => {
      expect(defaults[name]).toBeUndefined();
      expect(documented.find((option) => option.name === name)?.default).toMatch(new RegExp(`^${value}`));
    },
  );

  test.each(rows)('says what $name means', ({ meaning }) => {
    expect(meaning).toMatch(/^\S.{10,}\.$/);
  });
});

describe('The comment of an option', () => {
  const withCode = documented.filter(({ default: stated = '' }) => codeIn(stated) !== undefined);

  test.each(withCode)('states the default that $name has', ({ name, default: stated = '' }) => {
    expect(valueOf(codeIn(stated))).toEqual(defaults[name]);
  });
});
