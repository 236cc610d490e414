import { expect, test } from 'vitest';
import { table } from './support/readme.js';

const header = ['accepted registrations', 'a second', 'p50, ms', 'kept'];

test('The README says how fast registration is as the benchmark wrote it', () => {
  expect(table(header)).toEqual(table(header, 'bench/RESULTS.md'));
});
