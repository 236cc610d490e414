import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import {
  DcrAdminService,
  DcrClientService,
  DcrModule,
  DcrRegistrationService,
  type CleanupOptions,
} from 'nestjs-dcr';
import type { Answer, Order } from './orders.js';

const { database, cleanup, agesAreFunctions } = JSON.parse(process.env['REPLICA']!) as {
  database: TypeOrmModuleOptions;
  cleanup: CleanupOptions & { unusedAfter: number; idleAfter: number };
  agesAreFunctions: boolean;
};
const { unusedAfter, idleAfter } = cleanup;
const ages = agesAreFunctions ? { unusedAfter: () => unusedAfter, idleAfter: () => idleAfter } : {};

@Module({
  imports: [
    TypeOrmModule.forRoot({ ...database, autoLoadEntities: true }),
    ScheduleModule.forRoot(),
    DcrModule.forRoot({ enabled: true, cleanup: { ...cleanup, ...ages } }),
  ],
})
class ReplicaModule {}

const app = await NestFactory.create(ReplicaModule, { logger: false, abortOnError: false });
await app.init();
const admin = app.get(DcrAdminService);
admin.events.subscribe(({ type }) => tell({ event: type }));

function tell(answer: Answer): void {
  process.send!(answer);
}

async function follow(order: Order): Promise<Answer> {
  switch (order.do) {
    case 'sweep':
      return { result: await admin.cleanUp() };
    case 'register': {
      const metadata = { redirect_uris: ['https://client.example.com/callback'] };
      const { client_id: clientId } = await app.get(DcrRegistrationService).register(metadata);
      return { result: { clientId, now: Date.now() } };
    }
    case 'use':
      await app.get(DcrClientService).authenticate({ clientId: order.clientId });
      return { result: {} };
  }
}

process.on('message', (order: Order) => {
  follow(order).then(tell, (error: unknown) => tell({ error: String(error) }));
});
tell({ event: 'ready' });
