import { Inject, Injectable, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { OnDemandLoader } from '../../lib/async/on-demand.loader.js';

@Injectable()
class Known {}

@Injectable()
class Late {
  constructor(@Inject(Known) readonly known: Known) {}
}

@Module({ providers: [Known, OnDemandLoader] })
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

afterEach(() => vi.useRealTimers());

test('A part gets the providers of its module', async () => {
  const app = await context();
  const late = await app.get(OnDemandLoader).part(load().run)();
  expect(late.known).toBe(app.get(Known));
});

test('A part is loaded at the first call and made once, even for calls at the same time', async () => {
  const { calls, run } = load();
  const get = (await context()).get(OnDemandLoader).part(run);
  expect(calls.count).toBe(0);
  const [one, other] = await Promise.all([get(), get()]);
  expect(other).toBe(one);
  expect(await get()).toBe(one);
  expect(calls.count).toBe(1);
});

test('A part that could not be loaded is loaded by the next call', async () => {
  const get = (await context()).get(OnDemandLoader).part(load(1).run);
  await expect(get()).rejects.toThrow('EMFILE');
  await expect(get()).resolves.toBeInstanceOf(Late);
});

test('Five seconds after startup, unused parts are loaded, unless the application has ended', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const running = await context();
  const ended = await context();
  const [used, unused] = [load(), load()];
  running.get(OnDemandLoader).part(used.run);
  ended.get(OnDemandLoader).part(unused.run);
  await ended.close();
  await vi.advanceTimersByTimeAsync(4_999);
  expect(used.calls.count).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(used.calls.count).toBe(1);
  expect(unused.calls.count).toBe(0);
});
