import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes the application as `nest new` does, without installing it yet, and changes what the set-up needs. */
export function newApplication(setup, commands) {
  // `nest new` asks for the module system, and nobody answers here: run what it runs.
  if (setup.nest === 12 && setup.modules === 'CommonJS') commands.runAbove(schematic());
  else commands.runAbove(nestNew(setup.nest));
  if (setup.nest === 11 && setup.tests === 'Vitest') useVitest(commands.folder);
  if (setup.manager === 'Yarn PnP') usePlugNPlay(commands.folder);
}

function nestNew(version) {
  const options = ['--skip-git', '--skip-install', '--package-manager', 'npm'];
  return ['npx', '--yes', `@nestjs/cli@${version}`, 'new', 'app', ...options];
}

function schematic() {
  const packages = ['@nestjs/schematics@12', '@angular-devkit/schematics-cli@22'];
  return [
    'npx',
    '--yes',
    ...packages.flatMap((name) => ['--package', name]),
    '--',
    'schematics',
    '@nestjs/schematics:application',
    '--name=app',
    '--type=cjs',
    '--language=ts',
  ];
}

/** As Nest 12 does by default. */
function useVitest(folder) {
  changeJson(join(folder, 'package.json'), (manifest) => {
    manifest.type = 'module';
    delete manifest.jest;
    Object.assign(manifest.scripts, {
      test: 'vitest run',
      'test:e2e': 'vitest run --config ./vitest.config.e2e.ts',
    });
    for (const name of ['jest', 'ts-jest', '@types/jest']) delete manifest.devDependencies[name];
    manifest.devDependencies.vitest = '^4.1.2';
  });
  changeJson(join(folder, 'tsconfig.json'), ({ compilerOptions }) => {
    compilerOptions.types = ['vitest/globals', 'node'];
  });
  for (const [file, include] of [
    ['vitest.config.ts', 'src/**/*.spec.ts'],
    ['vitest.config.e2e.ts', 'test/**/*.e2e-spec.ts'],
  ]) {
    const config = `import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { globals: true, include: ['${include}'] } });
`;
    writeFileSync(join(folder, file), config);
  }
  // `nest build` would compile them, too.
  changeJson(join(folder, 'tsconfig.build.json'), (config) => {
    config.compilerOptions = { rootDir: './src' };
    config.include = ['src'];
  });
}

function usePlugNPlay(folder) {
  writeFileSync(join(folder, '.yarnrc.yml'), 'nodeLinker: pnp\nenableGlobalCache: true\n');
  writeFileSync(join(folder, 'yarn.lock'), '');
  // vite 8.4.0 has an optional dependency that is not on npm, which only Yarn looks up.
  changeJson(join(folder, 'package.json'), (manifest) => {
    manifest.resolutions = { vite: '~8.3.8' };
  });
}

/** @param {(value: any) => void} change */
function changeJson(file, change) {
  const value = JSON.parse(readFileSync(file, 'utf8'));
  change(value);
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
