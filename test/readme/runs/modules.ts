import { NestFactory } from '@nestjs/core';
import { expect } from 'vitest';
import { register, withSnippetApplication, withApplication } from '../support/applications.js';
import type { Runs } from './snippet-exports.js';

/** The ways to set up the module. */
export const modules: Runs = {
  'app.module.ts': ({ AppModule }) =>
    withSnippetApplication(
      () => NestFactory.create(AppModule, { logger: false }),
      async (url) => {
        for (let attempt = 1; attempt <= 25; attempt++)
          expect((await register(`${url}/register`)).status).toBe(201);
        expect((await register(`${url}/register`)).status).toBe(429);
      },
    ),

  'async-options.ts': ({ registration }) =>
    withApplication(registration, async ({ url }) => {
      expect((await register(`${url}/oauth/register`)).status).toBe(201);
      expect((await register(`${url}/register`)).status).toBe(404);
    }),
};
