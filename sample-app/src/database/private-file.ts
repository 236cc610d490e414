import { chmod, open } from 'node:fs/promises';

/** Only the user that runs the application may read it and write to it. */
const OWNER_ONLY = 0o600;

/**
 * Makes a SQLite file, and what SQLite keeps beside it, readable by its owner alone: it holds the signing keys and the
 * tokens. SQLite gives the files beside it the mode of the database.
 */
export async function keepPrivate(database: string): Promise<void> {
  await (await open(database, 'a', OWNER_ONLY)).close();
  for (const file of [database, `${database}-wal`, `${database}-shm`]) {
    await chmod(file, OWNER_ONLY).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
}
