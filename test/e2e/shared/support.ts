import { type Type } from '@nestjs/common';
import { DcrAdminService, DcrAuditEvent, DcrClient, type DcrModuleOptions } from 'nestjs-dcr';
import { onTestFinished } from 'vitest';
import type { ApplicationSetup } from '../../support/application.js';
import { type Endpoint, startEndpoint } from '../registration/endpoint.js';

/** A desktop client; each instance listens on its own port. */
export const desktop = (port = 33_418) => ({
  client_name: 'Desktop',
  redirect_uris: ['http://127.0.0.1/', `http://127.0.0.1:${port}/`, 'https://desktop.example.com/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
});

export interface SharedEndpoint extends Endpoint {
  admin: DcrAdminService;
  /** Registers a client, which must succeed. @returns its client id */
  idOf: (metadata?: object) => Promise<string>;
  /** The rows of clients, oldest first. */
  clients: () => Promise<DcrClient[]>;
  /** The events of registrations, oldest first. */
  registrations: () => Promise<DcrAuditEvent[]>;
}

/** An application whose instances share clients; the tables are empty. */
export async function startShared(
  {
    clientEntity = DcrClient,
    ...options
  }: Partial<DcrModuleOptions> & { clientEntity?: Type<DcrClient> } = {},
  setup: Partial<ApplicationSetup> = {},
  { keepRows = false } = {},
): Promise<SharedEndpoint> {
  const endpoint = await startEndpoint(
    { instances: 'shared', ...options, ...(clientEntity !== DcrClient && { clientEntity }) },
    setup,
  );
  onTestFinished(() => endpoint.close());
  const { dataSource, nest } = endpoint;
  const clients = dataSource.getRepository<DcrClient>(clientEntity);
  if (!keepRows) {
    for (const entity of [clientEntity, DcrAuditEvent])
      await dataSource.createQueryBuilder().delete().from(entity).execute();
  }
  return {
    ...endpoint,
    admin: nest.get(DcrAdminService),
    async idOf(metadata = desktop()) {
      const answer = await endpoint.post(metadata);
      if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
      return answer.json()['client_id'] as string;
    },
    clients: () => clients.find({ order: { createdAt: 'ASC', id: 'ASC' } }),
    registrations: () =>
      dataSource
        .getRepository(DcrAuditEvent)
        .find({ where: { type: 'client.registered' }, order: { createdAt: 'ASC', id: 'ASC' } }),
  };
}
