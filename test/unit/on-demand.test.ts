import { Inject, Injectable, Module, type Type } from '@nestjs/common';
import { ModuleRef, NestFactory } from '@nestjs/core';
import { expect, onTestFinished, test } from 'vitest';
import { onDemand } from '../../lib/async/on-demand.js';

@Injectable()
class Known {}

@Injectable()
class Late {
  constructor(@Inject(Known) readonly known: Known) {}
}

@Module({ providers: [Known] })
class AppModule {}

async function context() {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
  onTestFinished(() => app.close());
  return app;
}

/** A load that fails as often as given. */
function load(failures = 0) {
  const calls = { count: 0 };
  const run = async (): Promise<Type<Late>> => {
    calls.count++;
    if (calls.count <= failures) throw new Error('EMFILE: too many open files');
    return Late;
  };
  return { calls, run };
}

test('A class that is made on demand gets the providers of its module', async () => {
  const app = await context();
  const late = await onDemand(app.get(ModuleRef), load().run)();
  expect(late.known).toBe(app.get(Known));
});

test('A class is loaded at the first call and made once, even for calls at the same time', async () => {
  const { calls, run } = load();
  const get = onDemand((await context()).get(ModuleRef), run);
  expect(calls.count).toBe(0);
  const [one, other] = await Promise.all([get(), get()]);
  expect(other).toBe(one);
  expect(await get()).toBe(one);
  expect(calls.count).toBe(1);
});

test('A load that failed is repeated by the next call', async () => {
  const get = onDemand((await context()).get(ModuleRef), load(1).run);
  await expect(get()).rejects.toThrow('EMFILE');
  await expect(get()).resolves.toBeInstanceOf(Late);
});
