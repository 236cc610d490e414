import type { BenchContext, Group } from '../context.js';
import { ServerProcess } from '../load/server-process.js';
import { DATABASE_NAMES } from '../plans.js';
import type { DocumentSettings } from '../servers/document-settings.js';
import type { Storage } from '../servers/server-settings.js';
import { coldDiscoveries } from './documents-cold.js';
import { compareAuthorize, compareGoals, compareRows } from './documents-fresh.js';

/** A server that documents are read from, and applications that read from it. */
export interface DocumentLab {
  documents: ServerProcess;
  /** Each has a new database. */
  startApplication: (kind: Storage['kind']) => Promise<ServerProcess>;
}

async function startLab({ databases }: BenchContext): Promise<DocumentLab> {
  const documents = await ServerProcess.start('servers/document-server.js', { adapter: 'fastify' });
  const settings: DocumentSettings = {
    connect: `127.0.0.1:${documents.ready.port}`,
    ca: await documents.ask<string>({ ask: 'certificate' }),
  };
  return {
    documents,
    startApplication: async (kind) => {
      const storage = await databases.createWithTables(kind);
      return ServerProcess.start('servers/documents.js', {
        adapter: 'fastify',
        storage,
        documents: settings,
      });
    },
  };
}

async function run(context: BenchContext) {
  const lab = await startLab(context);
  try {
    const postgres = await compareAuthorize(lab, 'postgres', context);
    const sqlite = await compareAuthorize(lab, 'sqlite', context);
    const cold = await coldDiscoveries(lab, context);
    return {
      title: 'Client ID Metadata Documents',
      about:
        'An application on Fastify, and an https server on loopback that serves documents with the metadata of VS Code, in its own process. ' +
        'The calls are `authorize()` within the application. Calls for a registered client and for a document whose copy is fresh take turns. ' +
        'A use is recorded at most once a minute; with it, `authorize()` also writes. ' +
        'The per-caller limit and the cap are out of reach, so that the limits on fetches are the ones that apply: 16 at once, 4 of them from one host, 120 a minute. ' +
        'The document server counts what arrives. Where the clock goes on by a minute after each 120 documents, only the time in between is measured.',
      tables: [
        {
          head: [
            'authorize()',
            'registered, ms',
            'fresh copy, ms',
            'ratio',
            'statements each, registered and fresh copy',
            'fetches',
          ],
          rows: [
            ...compareRows(DATABASE_NAMES.postgres, postgres),
            ...compareRows(DATABASE_NAMES.sqlite, sqlite),
          ],
        },
        ...cold.tables,
      ],
      goals: [
        ...compareGoals(DATABASE_NAMES.postgres, postgres),
        ...compareGoals(DATABASE_NAMES.sqlite, sqlite),
        ...cold.goals,
      ],
    };
  } finally {
    await lab.documents.stop();
  }
}

export const documents: Group = { name: 'documents', run };
