import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamicModule, INestApplication } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import {
  adapters,
  newAdapter,
  startApplication,
  type TestApplication,
  type ApplicationSetup,
} from '../../support/application.js';
import { postJson, type HttpAnswer } from '../../support/http.js';

export function register(
  url: string,
  metadata: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<HttpAnswer> {
  const body = { redirect_uris: ['https://client.example.com/callback'], ...metadata };
  return postJson(url, body, headers);
}

/** Runs a test against an application that imports the module of a snippet. */
export async function withApplication(
  registration: DynamicModule,
  look: (application: TestApplication) => Promise<void>,
  setup: Partial<ApplicationSetup> = {},
): Promise<void> {
  const imports = [registration, ...(setup.imports ?? [])];
  const application = await startApplication({ ...setup, dcr: false, imports });
  try {
    await look(application);
  } finally {
    await application.close();
  }
}

/** For a snippet that uses a request or a response: runs the test on Express and on Fastify. */
export async function withApplicationOnEachAdapter(
  ...[registration, look, setup]: Parameters<typeof withApplication>
): Promise<void> {
  for (const adapter of adapters) await withApplication(registration, look, { ...setup, adapter });
}

/** Runs a test against an application that a snippet creates. Its database file goes into a temporary folder. */
export async function withSnippetApplication(
  create: () => Promise<INestApplication>,
  look: (url: string, app: INestApplication) => Promise<void>,
): Promise<void> {
  const [before, folder] = [process.cwd(), await mkdtemp(join(tmpdir(), 'nestjs-dcr-readme-'))];
  process.chdir(folder);
  let app: INestApplication | undefined;
  try {
    app = await create();
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    await look(`http://127.0.0.1:${port}`, app);
  } finally {
    await app?.close();
    process.chdir(before);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the test on Express and on Fastify. */
export async function withSnippetApplicationOnEachAdapter(
  create: (adapter: AbstractHttpAdapter) => Promise<INestApplication>,
  look: (url: string, app: INestApplication) => Promise<void>,
): Promise<void> {
  for (const adapter of adapters) await withSnippetApplication(() => create(newAdapter(adapter)), look);
}
