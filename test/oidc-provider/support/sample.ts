import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Settings } from '../../../sample-app/src/config/settings.js';
import { createApp } from '../../../sample-app/src/create-app.js';
import type { Credentials } from '../../../sample-app/src/demo/person.js';

/** The sample application on a free port and, unless another database is given, with a new SQLite file. */
export interface Sample {
  app: NestExpressApplication;
  settings: Settings;
  /** The URL of this process; with replicas not always the public address in the settings. */
  url: string;
  /** A person who can sign in. */
  person: Credentials;
  /** Stops the application, and starts it again on the same file. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** @param documents hosts of the test seam, where clients have their metadata documents */
export async function startSample(
  environment: NodeJS.ProcessEnv = {},
  documents?: Settings['testDocuments'],
): Promise<Sample> {
  const folder = await mkdtemp(join(tmpdir(), 'dcr-sample-'));
  const port = await freePort();
  const variables = {
    PORT: String(port),
    // Only the test of the demo needs it.
    DEMO_CLIENT: 'off',
    // A replica answers at `url`, whatever its public address is.
    ALLOWED_HOSTS: `localhost:${port}`,
    DATABASE: join(folder, 'sample.db'),
    DEMO_PASSWORD: 'correct horse',
    OPERATOR_PASSWORD: 'battery staple',
    ...environment,
  };
  const settings = new Settings(variables, documents);
  const start = async () => {
    const app = await createApp(settings, []);
    await app.listen(settings.port, settings.host);
    return app;
  };
  const sample: Sample = {
    app: await start(),
    settings,
    url: `http://localhost:${settings.port}`,
    person: { account: 'alice', password: 'correct horse' },
    restart: async () => {
      await sample.app.close();
      sample.app = await start();
    },
    close: async () => {
      await sample.app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return sample;
}

/** A free port, because the issuer must be known before the server listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
