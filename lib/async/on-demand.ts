import type { Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';

/**
 * Defers loading a class and making its instance to the first call, so that an application starts without its code
 * (bench/README.md).
 *
 * @param load such as `async () => (await import('./admin.operations.js')).AdminOperations`
 * @returns a function that returns the same instance at every call. After a failure, the next call tries again
 */
export function onDemand<T>(moduleRef: ModuleRef, load: () => Promise<Type<T>>): () => Promise<T> {
  let making: Promise<T> | undefined;
  const make = async () => moduleRef.create(await load());
  return () =>
    (making ??= make().catch((error: unknown) => {
      making = undefined;
      throw error;
    }));
}
