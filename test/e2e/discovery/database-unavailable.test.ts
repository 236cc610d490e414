import { describe, expect, onTestFinished, test } from 'vitest';
import { adapters, startApplication } from '../../support/application.js';
import { send } from '../../support/http.js';

const issuer = 'https://as.example.com';
const metadata = { issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` };

describe.each(adapters)('while the database is unavailable, on %s', (adapter) => {
  test('the well-known document answers without revealing internals', async () => {
    const application = await startApplication({ adapter, dcr: { enabled: true, metadata } });
    onTestFinished(() => application.close());
    await application.dataSource.destroy();
    const url = `${application.url}/.well-known/oauth-authorization-server`;
    const answer = await send(url, { method: 'GET', headers: { origin: 'https://browser.example' } });
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.json()).toEqual({
      error: 'temporarily_unavailable',
      error_description: expect.any(String),
    });
    expect(answer.text).not.toMatch(/node_modules|\.[jt]s:\d+|sql|driver/i);
  });
});
