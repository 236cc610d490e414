import { resolve } from 'node:path';

/** `test/clients`. The compiled file is in `dist/clients/support`. */
export const CLIENTS = resolve(import.meta.dirname, '../../..');
export const REPOSITORY = resolve(CLIENTS, '../..');
export const MODULES = resolve(CLIENTS, 'node_modules');
/** Node.js 24 from npm: several products refuse to start on Node.js 20. */
export const NODE_FOLDER = resolve(MODULES, 'node/bin');
