import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The range of the peer dependency. */
export const SUPPORTED_TYPEORM = '^0.3.20 || ^1.1';

/** Whether {@link SUPPORTED_TYPEORM} contains a version. A prerelease counts as its release. */
export function isSupportedTypeOrm(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.', 3).map((part) => parseInt(part));
  return (major === 0 && minor === 3 && patch >= 20) || (major === 1 && minor >= 1);
}

/** @returns `undefined` where it cannot be known, such as in an application that was bundled into one file */
export function installedTypeOrm(): string | undefined {
  try {
    const require = createRequire(import.meta.url);
    // TypeORM does not export its package.json.
    const manifest = join(dirname(require.resolve('typeorm')), 'package.json');
    return (require(manifest) as { version?: string }).version;
  } catch {
    return undefined;
  }
}
