import { readdir, readFile } from 'node:fs/promises';

/** Kills every process with this home folder, such as a daemon that a product left running. Linux only. */
export async function endLeftovers(home: string): Promise<void> {
  const entries = await readdir('/proc').catch((): string[] => []);
  for (const id of entries.filter((name) => /^\d+$/.test(name))) {
    // It may belong to another user, or have ended.
    const environment = await readFile(`/proc/${id}/environ`, 'utf8').catch(() => '');
    if (!environment.split('\0').includes(`HOME=${home}`)) continue;
    try {
      process.kill(Number(id), 'SIGKILL');
    } catch {
      // It ended in between.
    }
  }
}
