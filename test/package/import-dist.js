// Loads the build by the package's own name, in plain Node.js: without a bundler, an alias or TypeScript.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as main from 'nestjs-dcr';
import * as oidcProvider from 'nestjs-dcr/oidc-provider';
import * as redis from 'nestjs-dcr/redis';

const required = createRequire(import.meta.url)('nestjs-dcr');

assert.equal(typeof main.DcrModule.forRoot, 'function');
assert.equal(typeof oidcProvider.withDcr, 'function');
assert.equal(typeof redis.RedisThrottlerStorage, 'function');
assert.equal(required.DcrModule, main.DcrModule, 'require() and import load the same module');

console.log('The build and its subpaths load with import and require().');
