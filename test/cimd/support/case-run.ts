import { startDocumentServer, type DocumentServer } from '../../support/document-server.js';
import type { CaseApplication, ServiceCall } from './application/case-application.js';
import { forkApplication, type ForkedApplication } from './application/forked-application.js';
import { startNestApplication, type NestCaseApplication } from './application/nest-application.js';
import type { Case, Changes, Json } from './case.js';
import { CaseDatabase } from './database.js';
import { CaseDocuments, serverBehaviour } from './documents.js';
import { ProviderVisit, serveProvider, type ServedProvider } from './provider.js';
import type { Returned, Seen, Thrown } from './seen.js';
import { setupFor } from './setup.js';

/** A case while it runs: its application, database and document server, and what its steps remember. */
export class CaseRun {
  applications: CaseApplication[] = [];
  /** Everything that was seen, in order. */
  readonly answers: Seen[] = [];
  readonly background: Promise<unknown>[] = [];
  /** The session that the step `openSession` opened. */
  sessionId?: string;
  /** The properties that the step `remember` noted. */
  remembered?: Json;
  private provider?: ServedProvider;
  private visitor?: ProviderVisit;
  private turn = 0;

  private constructor(
    readonly one: Case,
    readonly database: CaseDatabase,
    readonly server: DocumentServer,
    readonly documents: CaseDocuments,
  ) {}

  static async start(one: Case): Promise<CaseRun> {
    const documents = new CaseDocuments(one);
    const server = await startDocumentServer();
    server.serve((url) => documents.answer(url));
    server.useTls(one.document.tls);
    await server.behave(serverBehaviour(one.document));
    const database = await CaseDatabase.create();
    const run = new CaseRun(one, database, server, documents);
    try {
      await run.startApplications();
    } catch (error) {
      await run.close();
      throw error;
    }
    return run;
  }

  /** Calls a service of the next replica. */
  async call(call: ServiceCall): Promise<Returned | Thrown> {
    const application = this.applications[this.turn++ % this.applications.length]!;
    const seen = await application.call(call);
    this.answers.push(seen);
    return seen;
  }

  /** Calls `authorize()` as the case says, with these changes. */
  authorize(changes: Json = {}): Promise<Returned | Thrown> {
    const request = { ...this.one.authorize, ...changes };
    return this.call({ service: 'clients', method: 'authorize', args: [request] });
  }

  /** The client of the case as an administrator sees it. */
  async currentClient(): Promise<Json> {
    const seen = await this.call({ service: 'admin', method: 'getClient', args: [this.one.clientId] });
    if (seen.kind === 'threw') throw new Error(`getClient failed: ${seen.message}`);
    return (seen.value as { client: Json }).client;
  }

  /** Starts again on the same database. */
  async restart(changes: Changes): Promise<void> {
    await this.closeApplications();
    await this.startApplications(changes);
  }

  /** Starts one more application in a process, on a database of its own. */
  async startAnother(changes: Changes): Promise<ForkedApplication> {
    const database = await CaseDatabase.create();
    try {
      const application = await forkApplication(setupFor(this.one, this.server, database.options, changes));
      const close = async () => {
        await application.close();
        await database.drop();
      };
      return { ...application, close };
    } catch (error) {
      await database.drop();
      throw error;
    }
  }

  /** A browser at an `oidc-provider` that is joined with the application. */
  async visit(): Promise<ProviderVisit> {
    const [application] = this.applications as NestCaseApplication[];
    if (!application?.nest) throw new Error('A case with a provider runs in this process.');
    this.provider ??= await serveProvider(application.nest);
    return (this.visitor ??= new ProviderVisit(this.provider, this.one));
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.background);
    await this.provider?.close();
    await this.closeApplications();
    await this.server.close();
    await this.database.drop();
  }

  private async startApplications(changes: Changes = {}): Promise<void> {
    const setup = setupFor(this.one, this.server, this.database.options, changes);
    const start = () =>
      needsProcess(this.one) ? forkApplication(setup) : startNestApplication(setup, false);
    // The first one creates the tables.
    this.applications = [await start()];
    const others = Array.from({ length: (this.one.replicas ?? 1) - 1 }, start);
    this.applications.push(...(await Promise.all(others)));
  }

  private async closeApplications(): Promise<void> {
    const { applications } = this;
    this.applications = [];
    await Promise.all(applications.map((application) => application.close()));
  }
}

/**
 * Whether the application of a case must not run in the process of the test: there are several of it, its environment
 * is another one, its log is read, a signal ends it, or its thread stops while it waits for a locked file.
 */
function needsProcess({ replicas = 1, env, expected, steps = [] }: Case): boolean {
  const acts = (name: string) => steps.some((step) => name in step);
  return replicas > 1 || env !== undefined || 'leaks' in expected || acts('stop') || acts('lockDatabase');
}
