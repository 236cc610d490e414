import { UseGuards } from '@nestjs/common';
import { DcrConsoleModule } from 'nestjs-dcr/console';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adapters, startApplication, type TestApplication } from '../../support/application.js';
import { AdminGuard, OPERATOR } from './support/guard.js';
import { Visitor } from './support/visitor.js';

describe.each(adapters)('The export of the audit on %s', (adapter) => {
  let application: TestApplication;
  beforeAll(async () => {
    application = await startApplication({
      adapter,
      dcr: { enabled: true },
      imports: [DcrConsoleModule.forRoot({ path: 'console', decorators: [UseGuards(AdminGuard)] })],
    });
  });
  afterAll(() => application?.close());

  test('has no formula, also for a spreadsheet that ends cells at semicolons', async () => {
    const userAgents = ['=1+1', 'x;=1+1;y', 'x; "=1+1"', 'x;;@SUM(A1)', 'x;\t-1', 'plain; a=b; c-d'];
    for (const userAgent of userAgents) {
      const answer = await fetch(`${application.url}/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': userAgent },
        body: JSON.stringify({ redirect_uris: ['https://a.example/cb'], client_name: 'x;=1+1' }),
      });
      expect(answer.status).toBe(201);
    }
    const { text } = await new Visitor(OPERATOR).get(`${application.url}/console/audit.csv`);
    expect(text.match(/^[^\r\n]+\r$/gm)).toHaveLength(1 + userAgents.length);
    expect(text).not.toMatch(/[;\t]["\s]*[=+\-@]/);
    expect(text).toContain(`"x;'=1+1;y"`);
    expect(text).toContain('"plain; a=b; c-d"');
    const lines = await new Visitor(OPERATOR).get(`${application.url}/console/audit.jsonl`);
    const exported = lines.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { userAgent: string });
    expect(exported.map(({ userAgent }) => userAgent)).toContain('x;=1+1;y');
  });
});
