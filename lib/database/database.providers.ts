import type { Provider, Type } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import { DcrDatabase } from './dcr.database.js';
import { DCR_CLIENT_ENTITY, DCR_DATA_SOURCE } from './tokens.js';

/**
 * @param dataSource name of the TypeORM data source. Default: the application's default one
 * @param clientEntity the application's own class of a client, or ours
 */
export function databaseProviders(dataSource: string | undefined, clientEntity: Type): Provider[] {
  return [
    { provide: DCR_DATA_SOURCE, useExisting: getDataSourceToken(dataSource) },
    { provide: DCR_CLIENT_ENTITY, useValue: clientEntity },
    DcrDatabase,
  ];
}
