import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ContenderPlan } from './contenders.js';
import type { AdapterName, Storage } from './servers/server-settings.js';

const OUR_ROWS = [
  'SELECT COUNT(*) FROM dcr_clients',
  `SELECT COALESCE(SUM(count), 0) FROM dcr_audit_events WHERE type = 'client.registered'`,
];
const PEERS = '../peers/servers';
export const DATABASE_NAMES = { postgres: 'PostgreSQL', sqlite: 'SQLite' };
const ADAPTER_NAMES = { express: 'Express', fastify: 'Fastify' };

export function dcr(adapter: AdapterName, storage: Storage['kind']): ContenderPlan {
  return {
    label: `nestjs-dcr, ${ADAPTER_NAMES[adapter]}, ${DATABASE_NAMES[storage]}`,
    script: 'servers/dcr.js',
    adapter,
    storage,
    tables: true,
    rows: OUR_ROWS,
  };
}

/** The same contender, whose identical registrations share a client. */
export function sharing(plan: ContenderPlan): ContenderPlan {
  return {
    ...plan,
    label: `${plan.label}, shared`,
    settings: { instances: 'shared' },
    rows: [`SELECT CASE WHEN (SELECT COUNT(*) FROM dcr_clients) = 1 THEN (${OUR_ROWS[1]}) END`],
  };
}

/** The same contender from another checkout of this package. @param checkout its folder; the benchmark must be built */
export function fromCheckout(plan: ContenderPlan, checkout: string): ContenderPlan {
  const script = pathToFileURL(join(resolve(checkout), 'bench/dist', plan.script)).href;
  return { ...plan, label: `${plan.label}, baseline`, script, sameLoadAs: plan };
}

export function empty(adapter: AdapterName): ContenderPlan {
  return { label: `empty Nest route, ${ADAPTER_NAMES[adapter]}`, script: 'servers/empty.js', adapter };
}

/** @param countAttempts whether the limiter's statement runs first */
export function plainTransaction(adapter: AdapterName, countAttempts: boolean): ContenderPlan {
  return {
    label: `plain TypeORM transaction${countAttempts ? ' and a limiter' : ''}, ${ADAPTER_NAMES[adapter]}, PostgreSQL`,
    script: 'servers/plain-transaction.js',
    adapter,
    storage: 'postgres',
    tables: true,
    settings: { countAttempts },
    rows: OUR_ROWS,
  };
}

export const bare: ContenderPlan = {
  label: 'bare node:http, one prepared statement, PostgreSQL',
  script: 'servers/bare.js',
  storage: 'postgres',
  tables: true,
  rows: OUR_ROWS,
};

export const mcpSdk: ContenderPlan = {
  label: 'MCP SDK clientRegistrationHandler, in memory',
  script: `${PEERS}/mcp-sdk.js`,
  rows: [],
};

export const oidcProvider: ContenderPlan = {
  label: 'oidc-provider registration, in memory',
  script: 'servers/oidc-provider.js',
  path: '/reg',
  rows: [],
};

export const mcpNest: ContenderPlan = {
  label: '@rekog/mcp-nest, Express, its TypeORM store, PostgreSQL',
  script: `${PEERS}/mcp-nest.js`,
  storage: 'postgres',
  rows: ['SELECT COUNT(*) FROM rekog_mcp_auth_clients'],
  overwrites: true,
};

export const betterAuth: ContenderPlan = {
  label: 'better-auth OAuth provider, PostgreSQL',
  script: `${PEERS}/better-auth.js`,
  path: '/api/auth/oauth2/register',
  storage: 'postgres',
  rows: ['SELECT COUNT(*) FROM "oauthClient"'],
};
