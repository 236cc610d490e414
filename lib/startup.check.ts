import { Inject, Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { DcrClient } from './clients/client.entity.js';
import { DCR_CLIENT_ENTITY, DCR_DATA_SOURCE } from './database/tokens.js';
import { installedTypeOrm, isSupportedTypeOrm, SUPPORTED_TYPEORM } from './database/typeorm-version.js';
import { entitiesWith } from './entities.js';

/** Fails the start on an unsupported version of TypeORM, and when the data source lacks our entities. */
@Injectable()
export class StartupCheck implements OnModuleInit {
  constructor(
    @Inject(DCR_DATA_SOURCE) private readonly dataSource: DataSource,
    @Inject(DCR_CLIENT_ENTITY) private readonly Client: Type<DcrClient>,
  ) {}

  onModuleInit(): void {
    this.checkVersion();
    this.checkEntities();
  }

  /** On another version, the start may succeed and only a later statement fail, such as the one that disables a client. */
  private checkVersion(): void {
    const version = installedTypeOrm();
    if (version === undefined || isSupportedTypeOrm(version)) return;
    throw new Error(
      `DcrModule: TypeORM ${version} is installed, but nestjs-dcr supports "${SUPPORTED_TYPEORM}". Its statements are tested ` +
        'on those versions only, and others build them differently. Run "npm install typeorm@^1.1", or typeorm@^0.3.20.',
    );
  }

  /** Otherwise the first registration would fail. */
  private checkEntities(): void {
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
