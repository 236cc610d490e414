import { expect, test } from 'vitest';
import { table } from './support/readme.js';

const header = ['accepted registrations', 'per second', 'p50, ms', 'stored'];

test("The README shows the benchmark's own table", () => {
  expect(table(header)).toEqual(table(header, 'bench/RESULTS.md'));
});
