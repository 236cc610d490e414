import { Inject, Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { DcrClient } from './clients/client.entity.js';
import { DCR_CLIENT_ENTITY, DCR_DATA_SOURCE } from './database/tokens.js';
import { entitiesWith } from './entities.js';

/** Fails the start when the data source lacks our entities; otherwise the first registration would fail. */
@Injectable()
export class StartupCheck implements OnModuleInit {
  constructor(
    @Inject(DCR_DATA_SOURCE) private readonly dataSource: DataSource,
    @Inject(DCR_CLIENT_ENTITY) private readonly Client: Type<DcrClient>,
  ) {}

  onModuleInit(): void {
    const missing = entitiesWith(this.Client).filter((entity) => !this.dataSource.hasMetadata(entity));
    if (missing.length === 0) return;
    const names = missing.map(({ name }) => name).join(', ');
    throw new Error(
      `DcrModule: the data source does not know the entities ${names}. Set ` +
        '"autoLoadEntities: true" in TypeOrmModule.forRoot(), or add "...dcrEntities" of nestjs-dcr to its "entities"' +
        (this.Client.name === 'DcrClient' ? '.' : ` (and ${this.Client.name} in place of DcrClient).`),
    );
  }
}
