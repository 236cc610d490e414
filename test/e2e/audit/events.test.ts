import { DcrAdminService, DcrAuditEvent, DcrRegistrationService } from 'nestjs-dcr';
import { config, filter, map, merge, Subject } from 'rxjs';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { ago, DAY, seedClient, seedSession } from '../admin/support/clients.js';

describeDatabases(
  'the stream of audit events',
  (database) => {
    const unhandled = vi.fn<(error: unknown) => void>();
    beforeEach(() => {
      unhandled.mockClear();
      // Stands for an uncaught exception, which would end the process.
      config.onUnhandledError = unhandled;
      process.on('unhandledRejection', unhandled);
    });
    afterEach(() => {
      config.onUnhandledError = null;
      process.off('unhandledRejection', unhandled);
    });
    const turn = () => new Promise((resolve) => setImmediate(resolve));

    const start = async () => {
      const application = await startApplication({ database, dcr: { enabled: true } });
      let isOpen = true;
      const close = async () => {
        if (isOpen) await application.close();
        isOpen = false;
      };
      onTestFinished(close);
      return { ...application, close, admin: application.nest.get(DcrAdminService) };
    };

    test('emits each event once its row can be read, with the same values', async () => {
      const application = await start();
      const { admin } = application;
      const rows = application.dataSource.getRepository(DcrAuditEvent);
      const emitted: DcrAuditEvent[] = [];
      const read: Promise<DcrAuditEvent | null>[] = [];
      admin.events.subscribe((event) => {
        emitted.push(event);
        read.push(rows.findOneBy({ id: event.id }));
      });
      const { client_id: clientId } = await application.nest
        .get(DcrRegistrationService)
        .register(goodRegistration);
      await postJson(`${application.url}/register`, { redirect_uris: ['javascript:alert(1)'] });
      await seedSession(application, clientId);
      await admin.disableClient(clientId, { actor: 'root' });
      await admin.enableClient(clientId);
      await admin.deleteClient(clientId);
      await admin.createClient(goodRegistration);
      await seedClient(application, { createdAt: ago(3 * DAY) });
      await admin.cleanUp();
      await admin.pauseRegistration();
      await admin.resumeRegistration();
      expect(emitted.map(({ type }) => type)).toEqual([
        'client.registered',
        'client.rejected',
        'client.disabled',
        'client.sessions_revoked',
        'client.enabled',
        'client.deleted',
        'client.registered',
        'client.cleaned_up',
        'registration.paused',
        'registration.resumed',
      ]);
      expect(await Promise.all(read)).toEqual(emitted);
    });

    test('survives subscribers that throw, however they subscribe', async () => {
      const application = await start();
      const { events } = application.admin;
      const bad = () => {
        throw new Error('a subscriber of the application');
      };
      const later = (() => turn().then(bad)) as () => void;
      const calls: string[] = [];
      events.subscribe(bad);
      events.subscribe({ next: bad });
      events.subscribe(later);
      events.pipe(filter(({ type }) => type === 'client.registered')).subscribe(bad);
      // An RxJS operator that throws ends its own subscription only.
      events.pipe(map(bad)).subscribe(() => calls.push('never'));
      events.subscribe({ complete: bad });
      events.subscribe(() => calls.push('first'));
      merge(events, new Subject()).subscribe(() => calls.push('merged'));
      for (let at = 0; at < 2; at++) {
        expect((await postJson(`${application.url}/register`, goodRegistration)).status).toBe(201);
      }
      expect(calls).toEqual(['first', 'merged', 'first', 'merged']);
      await application.close();
      await turn();
      await turn();
      expect(unhandled).not.toHaveBeenCalled();
    });

    test('passes the error of an RxJS operator to the error callback of its subscriber', async () => {
      const application = await start();
      const error = vi.fn<(error: unknown) => void>();
      const failing = map(() => {
        throw new Error('an operator of the application');
      });
      application.admin.events.pipe(failing).subscribe({ error });
      await postJson(`${application.url}/register`, goodRegistration);
      expect(error.mock.calls).toEqual([[new Error('an operator of the application')]]);
    });

    test('ends when the application closes or the subscriber unsubscribes', async () => {
      const application = await start();
      const complete = vi.fn<() => void>();
      const next = vi.fn<(event: DcrAuditEvent) => void>();
      application.admin.events.subscribe({ complete });
      const subscription = application.admin.events.subscribe(next);
      await application.nest.get(DcrRegistrationService).register(goodRegistration);
      subscription.unsubscribe();
      await application.nest.get(DcrRegistrationService).register(goodRegistration);
      expect(next).toHaveBeenCalledTimes(1);
      await application.close();
      expect(complete).toHaveBeenCalledTimes(1);
    });
  },
  ['memory', 'postgres'],
);
