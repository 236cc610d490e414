import { DcrAuditEvent, type DcrModuleOptions } from 'nestjs-dcr';
import { startApplication, type TestApplication, type ApplicationSetup } from '../../support/application.js';
import { postJson, type HttpAnswer } from '../../support/http.js';

/** An application that allows many attempts, with helpers for the steps that tests share. */
export interface Endpoint extends TestApplication {
  /** Registers a client with one valid redirect URI, unless the metadata contains others. */
  post: (metadata?: object) => Promise<HttpAnswer>;
  /** The audit event with these values, such as its user agent or client id. */
  event: (of: { userAgent: string } | { clientId: string }) => Promise<DcrAuditEvent>;
}

export async function startEndpoint(
  options: Partial<DcrModuleOptions> = {},
  setup: Partial<ApplicationSetup> = {},
): Promise<Endpoint> {
  const dcr = { enabled: true, maxRegistrationsPerWindow: 100_000, ...options };
  const application = await startApplication({ dcr, ...setup });
  const events = application.dataSource.getRepository(DcrAuditEvent);
  return {
    ...application,
    post: (metadata = {}) =>
      postJson(`${application.url}/register`, {
        redirect_uris: ['https://client.example.com/callback'],
        ...metadata,
      }),
    event: (of) => events.findOneByOrFail(of),
  };
}

export const modes = ['strict', 'substitute'] as const;
