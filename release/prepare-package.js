// Copies what is published to the folder `package`: the build, the documents that npm shows, and package.json without the
// fields that only this repository needs. Publishing from there changes no file of the work tree, whatever fails.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const FOLDER = 'package';
const REPOSITORY_FIELDS = ['scripts', 'devDependencies', 'workspaces', 'allowScripts', 'publishConfig'];

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
for (const field of REPOSITORY_FIELDS) delete manifest[field];

rmSync(FOLDER, { recursive: true, force: true });
for (const path of [...manifest.files, 'README.md', 'LICENSE']) {
  cpSync(path, `${FOLDER}/${path}`, { recursive: true });
}
writeFileSync(`${FOLDER}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
