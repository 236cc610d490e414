import { createServer } from 'node:http';
import { oauthDeviceAuthorization, oauthProvider } from '@better-auth/oauth-provider';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { jwt } from 'better-auth/plugins';
import pg from 'pg';
import { announce, settings } from './announce.js';

/** The OAuth provider plugin on its PostgreSQL adapter, with open registration and without a rate limit. */
const auth = betterAuth({
  baseURL: 'http://127.0.0.1',
  secret: 'a secret of more than thirty-two characters',
  database: new pg.Pool({ connectionString: settings().storage.url, max: 10 }),
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  // It would warn about missing tables, which the migrations below create.
  logger: { disabled: true },
  disabledPaths: ['/token'],
  plugins: [
    jwt(),
    oauthProvider({
      loginPage: '/login',
      consentPage: '/consent',
      allowDynamicClientRegistration: true,
      allowUnauthenticatedClientRegistration: true,
      scopes: ['openid', 'offline_access', 'mcp:read', 'mcp:write'],
      silenceWarnings: { oauthAuthServerConfig: true, openidConfig: true },
    }),
    // VS Code also asks for the device grant; without this plugin, its registration is refused.
    oauthDeviceAuthorization({ verificationUri: '/device' }),
  ],
});
const { runMigrations } = await getMigrations(auth.options);
await runMigrations();

const handle = toNodeHandler(auth);
const server = createServer((request, response) => void handle(request, response));
server.listen(0, '127.0.0.1', () => announce(server));
