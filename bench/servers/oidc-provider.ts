import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { announce } from './announce.js';
import { countRow } from './memory-rows.js';

/** Uses its own in-memory adapter, with the grants and scopes that VS Code requests enabled. */
const provider = new Provider('http://127.0.0.1', {
  scopes: ['openid', 'offline_access', 'mcp:read', 'mcp:write'],
  clientAuthMethods: ['none'],
  features: {
    registration: { enabled: true, initialAccessToken: false },
    deviceFlow: { enabled: true },
    devInteractions: { enabled: false },
  },
});
provider.on('registration_create.success', countRow);
provider.on('server_error', (_ctx, error) => console.error(error));

const handle = provider.callback();
const server = createServer((request, response) => void handle(request, response));
server.listen(0, '127.0.0.1', () => announce(server));
