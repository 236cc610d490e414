import 'reflect-metadata';
import { Controller, Module, Post } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DcrAuditEvent, DcrClient, dcrEntities } from 'nestjs-dcr';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { registered } from './answer.js';
import { readSettings } from './server-settings.js';
import { plainAuditEvent, plainClient } from './plain-rows.js';
import { startNest } from './start-nest.js';
import { typeOrm } from './type-orm.js';

const { storage, countAttempts } = readSettings();

const COUNT_ATTEMPT = `INSERT INTO dcr_rate_limits (key, hits, expires_at) VALUES ('caller', 1, 9999999999999)
  ON CONFLICT (key) DO UPDATE SET hits = dcr_rate_limits.hits + 1 RETURNING hits`;

/** The straightforward implementation: count the attempt, then insert both rows in a TypeORM transaction. */
@Controller('register')
class PlainController {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  @Post()
  async register(): Promise<object> {
    if (countAttempts) await this.dataSource.query(COUNT_ATTEMPT);
    const client = plainClient();
    await this.dataSource.transaction(async (manager) => {
      await manager.insert(DcrClient, client);
      await manager.insert(DcrAuditEvent, plainAuditEvent(client) as object);
    });
    return { ...registered, client_id: client.clientId };
  }
}

@Module({
  imports: [typeOrm(storage!), TypeOrmModule.forFeature([...dcrEntities])],
  controllers: [PlainController],
})
class AppModule {}

await startNest(AppModule);
