import { DcrAuditEvent, type DcrModuleOptions } from 'nestjs-dcr';
import { startHost, type Host, type HostSetup } from '../../support/host.js';
import { postJson, type HttpAnswer } from '../../support/http.js';

/** A host with room for many attempts, and short words for what every test does with it. */
export interface Endpoint extends Host {
  /** Registers a client with one good redirect URI, unless the metadata says otherwise. */
  post: (metadata?: object) => Promise<HttpAnswer>;
  /** The audit event of one user agent, or of a client that was registered. */
  event: (of: { userAgent: string } | { clientId: string }) => Promise<DcrAuditEvent>;
}

export async function startEndpoint(
  options: DcrModuleOptions = {},
  setup: Partial<HostSetup> = {},
): Promise<Endpoint> {
  const dcr = { enabled: true, maxRegistrationsPerWindow: 100_000, ...options };
  const host = await startHost({ dcr, ...setup });
  const events = host.dataSource.getRepository(DcrAuditEvent);
  return {
    ...host,
    post: (metadata = {}) =>
      postJson(`${host.url}/register`, {
        redirect_uris: ['https://client.example.com/callback'],
        ...metadata,
      }),
    event: (of) => events.findOneByOrFail(of),
  };
}

export const modes = ['strict', 'substitute'] as const;
