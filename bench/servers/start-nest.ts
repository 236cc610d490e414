import { ValidationPipe, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import type { Server } from 'node:http';
import { announce, type Answers } from './announce.js';
import { type AdapterName, readSettings } from './server-settings.js';

/** Imports only this adapter, because loading the other one would add to the startup time. */
async function newAdapter(name: AdapterName): Promise<AbstractHttpAdapter> {
  if (name === 'fastify') {
    const { FastifyAdapter } = await import('@nestjs/platform-fastify');
    return new FastifyAdapter();
  }
  const { ExpressAdapter } = await import('@nestjs/platform-express');
  return new ExpressAdapter();
}

/** What an application has a `ValidationPipe` for: a controller with a DTO. */
export async function validatedControllers(): Promise<Type[]> {
  if (!readSettings().validationPipe) return [];
  const { NotesController } = await import('./notes.controller.js');
  return [NotesController];
}

type AnswersOf = (app: INestApplication) => Answers | Promise<Answers>;

/** @param answersOf answers to questions that only this application supports; called after startup, because startup is measured */
export async function startNest(root: Type, answersOf: AnswersOf = () => ({})): Promise<void> {
  const { adapter, validationPipe } = readSettings();
  const app = await NestFactory.create(root, await newAdapter(adapter), { logger: ['error', 'warn'] });
  if (validationPipe) app.useGlobalPipes(new ValidationPipe());
  await app.listen(0, '127.0.0.1');
  announce(app.getHttpServer() as Server, () => answersOf(app));
}
