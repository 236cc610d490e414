import { DcrAdminService } from 'nestjs-dcr';
import { filter, firstValueFrom, map } from 'rxjs';
import { expect, onTestFinished, test } from 'vitest';
import { startApplication } from '../support/application.js';
import { describeDatabases } from '../support/databases.js';
import { postJson } from '../support/http.js';
import { startProcess } from '../support/processes/application-process.js';

const WITHIN_MS = 500;

describeDatabases(
  'a rule that an operator adds at one process, with three others on the database',
  (database) => {
    test('applies at each of them within half a second, and as soon as addRule() returns', async () => {
      const dcr = { maxRegistrationsPerWindow: 1_000_000 };
      const operator = await startApplication({ database, dcr: { enabled: true, ...dcr } });
      onTestFinished(() => operator.close());
      const admin = operator.nest.get(DcrAdminService);
      const start = () => startProcess(database, { dcr });
      const processes = [await start(), ...(await Promise.all([start(), start()]))];
      const urls = [operator.url, ...processes.map(({ url }) => url)];
      const register = async (url: string) => {
        const redirect_uris = ['https://evil.example/callback'];
        return (await postJson(`${url}/register`, { redirect_uris })).status;
      };
      const expectEverywhere = async (status: number) => {
        expect(await Promise.all(urls.map(register))).toEqual(urls.map(() => status));
      };
      /** Keeps asking. Returns how long after the commit the last outdated answer was asked for, ms. */
      const lagUntil = async (status: number) => {
        const committed = firstValueFrom(
          admin.events.pipe(
            filter(({ type }) => type.startsWith('rule.')),
            map(() => performance.now()),
          ),
        );
        const lastOutdated = processes.map(async ({ url }) => {
          let last = -Infinity;
          for (;;) {
            const sent = performance.now();
            if ((await register(url)) === status) return last;
            last = sent;
          }
        });
        return Math.max(...(await Promise.all(lastOutdated))) - (await committed);
      };

      await expectEverywhere(201);
      for (let round = 0; round < 3; round++) {
        const denying = lagUntil(403);
        const { rule } = await admin.addRule({ kind: 'redirectHost', value: 'evil.example', effect: 'deny' });
        await expectEverywhere(403);
        const denied = await denying;
        const allowing = lagUntil(201);
        await admin.removeRule(rule.id);
        await expectEverywhere(201);
        const lags = [denied, await allowing];
        expect(Math.max(...lags)).toBeLessThan(WITHIN_MS);
      }
    });
  },
  ['better-sqlite3', 'postgres', 'mariadb'],
);
