import { DcrAdminService, DcrRegistrationService, type AuditOptions } from 'nestjs-dcr';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';

const cases: [string | undefined, { full: string | null; truncated: string | null }][] = [
  ['192.0.2.123', { full: '192.0.2.123', truncated: '192.0.2.0/24' }],
  ['::ffff:192.0.2.123', { full: '192.0.2.123', truncated: '192.0.2.0/24' }],
  ['2001:db8:1:2:3:4:5:6', { full: '2001:db8:1:2:3:4:5:6', truncated: '2001:db8:1::/48' }],
  ['2001:db8::6', { full: '2001:db8::6', truncated: '2001:db8:0::/48' }],
  ['::1', { full: '::1', truncated: '0:0:0::/48' }],
  ['fe80::1%eth0', { full: 'fe80::1%eth0', truncated: 'fe80:0:0::/48' }],
  ['not an address', { full: 'not an address', truncated: null }],
  [undefined, { full: null, truncated: null }],
];

describe.each(['full', 'truncated', 'none'] as const)('the audit with "ip: %s"', (ip) => {
  test('keeps that much of the address, of accepted and rejected callers', async () => {
    const audit: AuditOptions = { ip };
    const application = await startApplication({ dcr: { enabled: true, audit } });
    onTestFinished(() => application.close());
    const registration = application.nest.get(DcrRegistrationService);
    const admin = application.nest.get(DcrAdminService);
    for (const [address, kept] of cases) {
      const origin = address === undefined ? {} : { ip: address };
      const expected = ip === 'none' ? null : kept[ip];
      const { client_id: clientId } = await registration.register(goodRegistration, origin);
      expect((await admin.listAuditEvents({ clientId })).items).toMatchObject([{ ip: expected }]);
      await expect(registration.register({}, origin)).rejects.toThrow('redirect_uris');
      const [rejected] = (await admin.listAuditEvents({ type: 'client.rejected', limit: 1 })).items;
      expect(rejected).toMatchObject({ ip: expected });
    }
  });
});
