import { readdir, readFile } from 'node:fs/promises';

/** Ends what a product left running, such as a daemon: every process that has this home folder. Only on Linux. */
export async function endLeftovers(home: string): Promise<void> {
  const entries = await readdir('/proc').catch((): string[] => []);
  for (const id of entries.filter((name) => /^\d+$/.test(name))) {
    // It may be another user's, or have ended by itself.
    const environment = await readFile(`/proc/${id}/environ`, 'utf8').catch(() => '');
    if (!environment.split('\0').includes(`HOME=${home}`)) continue;
    try {
      process.kill(Number(id), 'SIGKILL');
    } catch {
      // It ended in between.
    }
  }
}
