import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Installs packages that need other versions than this project, unless they are installed. */
export function installPeers(): void {
  const folder = fileURLToPath(new URL('../peers', import.meta.url));
  if (existsSync(`${folder}/node_modules/better-auth`)) return;
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
}
