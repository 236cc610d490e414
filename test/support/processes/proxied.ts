import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import type { TestDatabase } from '../databases.js';
import { TcpProxy } from './tcp-proxy.js';

/** The same database behind a new proxy. */
export async function startProxied(database: TestDatabase): Promise<{
  proxy: TcpProxy;
  database: TestDatabase;
}> {
  const { url } = database.options as { url: string };
  const proxy = await TcpProxy.start(url);
  const options = { ...database.options, url: proxy.through(url) } as TypeOrmModuleOptions;
  return { proxy, database: { ...database, options } };
}
