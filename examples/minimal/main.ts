import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DcrDecision, DcrModule, dcrMigrations } from 'nestjs-dcr';

@Module({
  imports: [
    // An in-memory database, to try it out. Use your application's database instead.
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
      policy: ({ redirectUris }) =>
        redirectUris.length <= 3
          ? DcrDecision.allow()
          : DcrDecision.deny('Register at most 3 redirect URIs.'),
    }),
  ],
})
class AppModule {}

async function start(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
  await app.listen(process.env['PORT'] ?? 3000, '127.0.0.1');
  console.log(`${await app.getUrl()}/register`);
}

void start();
