import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DcrDecision, DcrModule, dcrMigrations } from 'nestjs-dcr';

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'sqljs',
      autoLoadEntities: true,
      migrations: dcrMigrations,
      migrationsRun: true,
    }),
    ScheduleModule.forRoot(),
    DcrModule.forRoot({
      enabled: true,
      maxRegistrationsPerWindow: 25,
      policy: (context) =>
        context.clientName === 'Uninvited'
          ? DcrDecision.deny('This name is not welcome.')
          : DcrDecision.allow(),
    }),
  ],
})
class AppModule {}

async function start(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
  await app.listen(0, '127.0.0.1');
  console.log(await app.getUrl());
}

void start();
