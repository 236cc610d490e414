import { Body, Controller, Post } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startHost } from '../../support/host.js';
import { postJson } from '../../support/http.js';

@Controller()
class CapitalController {
  @Post('Register')
  register(@Body() body: unknown) {
    return { own: body };
  }
}

describe('on Express with case-sensitive routing', () => {
  test.each([
    ['with our module', { enabled: true }],
    ['without it', false as const],
  ])('a route of the application at /Register gets its body, %s', async (_, dcr) => {
    const adapter = new ExpressAdapter();
    adapter.set('case sensitive routing', true);
    const host = await startHost({ adapter, controllers: [CapitalController], dcr });
    onTestFinished(() => host.close());

    const answer = await postJson(`${host.url}/Register`, { a: 1 });
    expect(answer.json()).toEqual({ own: { a: 1 } });
  });
});
