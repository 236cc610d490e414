// Runs the library's source in a separate process, whose clock is wrong by CLOCK_SHIFT ms: `node replica.mjs`.
import { register } from 'node:module';

const shift = Number(process.env['CLOCK_SHIFT'] ?? 0);
if (shift !== 0) {
  const RightDate = Date;
  globalThis.Date = class extends RightDate {
    constructor(...given) {
      if (given.length > 0) super(...given);
      else super(RightDate.now() + shift);
    }
    static now() {
      return RightDate.now() + shift;
    }
  };
}

register('./typescript-hooks.mjs', import.meta.url);
await import('reflect-metadata');
await import('./replica.ts');
