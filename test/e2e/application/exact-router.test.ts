import { Body, Controller, Post } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startApplication } from '../../support/application.js';
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
    const application = await startApplication({ adapter, controllers: [CapitalController], dcr });
    onTestFinished(() => application.close());

    const answer = await postJson(`${application.url}/Register`, { a: 1 });
    expect(answer.json()).toEqual({ own: { a: 1 } });
  });
});
