import { describe, test, vi } from 'vitest';
import { furtherCases } from './further-cases.js';
import { cases } from './support/case.js';
import { expectCase } from './support/expect-case.js';

// Cases mostly wait: for a copy to expire, for a timeout.
vi.setConfig({ testTimeout: 90_000, maxConcurrency: 6 });

describe('Client ID Metadata Documents', () => {
  for (const one of [...cases, ...furtherCases]) {
    // Floods use the whole thread, and measure time: no other case may run at the same time.
    const declare = one.area === 'flood' ? test : test.concurrent;
    declare(`${one.id}: ${one.title}`, () => expectCase(one));
  }
});
