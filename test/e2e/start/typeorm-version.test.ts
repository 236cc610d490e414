import { expect, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import {
  installedTypeOrm,
  isSupportedTypeOrm,
  SUPPORTED_TYPEORM,
} from '../../../lib/database/typeorm-version.js';
import { outputWithTypeOrm } from '../../support/processes/other-typeorm.js';

test('The supported versions are those of the peer dependency', () => {
  expect(manifest.peerDependencies.typeorm).toBe(SUPPORTED_TYPEORM);
});

test.each(['0.3.20', '0.3.31', '1.1.0', '1.1.2-nightly.20261101', '1.2.0'])(
  'TypeORM %s is supported',
  (version) => {
    expect(isSupportedTypeOrm(version)).toBe(true);
  },
);

test.each(['0.2.45', '0.3.19', '0.4.0', '1.0.0', '2.0.0', '2.1.3'])(
  'TypeORM %s is not supported',
  (version) => {
    expect(isSupportedTypeOrm(version)).toBe(false);
  },
);

test('The installed version is known', () => {
  expect(installedTypeOrm()).toMatch(/^\d+\.\d+\.\d+/);
});

test.each(['0.3.19', '1.0.0', '2.0.0'])(
  'An application with TypeORM %s does not start, and says why',
  async (version) => {
    expect(await outputWithTypeOrm(version)).toContain(
      `DcrModule: TypeORM ${version} is installed, but nestjs-dcr supports "^0.3.20 || ^1.1".`,
    );
  },
);

test.each(['0.3.20', '1.1.0'])('An application with TypeORM %s starts', async (version) => {
  expect(await outputWithTypeOrm(version)).toBeUndefined();
});
