import { chmod, open } from 'node:fs/promises';

/** Only the user that runs the application may read and write the file. */
const OWNER_ONLY = 0o600;

/**
 * Makes a SQLite database readable by its owner only, because it holds the signing keys and the tokens. SQLite creates the
 * WAL and shared-memory files with the mode of the database file.
 */
export async function keepPrivate(database: string): Promise<void> {
  await (await open(database, 'a', OWNER_ONLY)).close();
  for (const file of [database, `${database}-wal`, `${database}-shm`]) {
    await chmod(file, OWNER_ONLY).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
}
