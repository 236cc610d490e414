// Builds and starts the sample application; `npm run start:dev` runs this again when a source file changes.
import { execSync } from 'node:child_process';

execSync('npm run --silent build && npm run --silent build:sample', {
  cwd: new URL('..', import.meta.url),
  stdio: 'inherit',
});
await import('./dist/main.js');
