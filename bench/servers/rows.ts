import { randomBytes, randomUUID } from 'node:crypto';

/** The row of VS Code's registration in the client table. */
export function clientRow(at: number) {
  return {
    id: randomUUID(),
    client_id: `dcr_${randomBytes(16).toString('hex')}`,
    source: 'dcr',
    status: 'active',
    client_name: 'Visual Studio Code',
    redirect_uris:
      '["https://insiders.vscode.dev/redirect","https://vscode.dev/redirect","http://127.0.0.1/","http://127.0.0.1:33418/"]',
    redirect_hosts: '["insiders.vscode.dev","vscode.dev","127.0.0.1","127.0.0.1:33418"]',
    fingerprint: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    grant_types: '["authorization_code","refresh_token"]',
    response_types: '["code"]',
    token_endpoint_auth_method: 'none',
    client_uri: 'https://code.visualstudio.com',
    scope: 'mcp:read mcp:write',
    application_type: 'native',
    created_at: at,
  };
}

/** The row of VS Code's registration in the audit table. */
export function auditRow(clientId: string, at: number) {
  return {
    id: randomUUID(),
    type: 'client.registered',
    outcome: 'accepted',
    client_id: clientId,
    requested:
      '{"client_name":"Visual Studio Code","client_uri":"https://code.visualstudio.com","redirect_uris":["https://insiders.vscode.dev/redirect","https://vscode.dev/redirect","http://127.0.0.1/","http://127.0.0.1:33418/"],"grant_types":["authorization_code","refresh_token","urn:ietf:params:oauth:grant-type:device_code"],"response_types":["code"],"scope":"mcp:read mcp:write","token_endpoint_auth_method":"none","application_type":"native"}',
    substituted:
      '{"grant_types":{"requested":["authorization_code","refresh_token","urn:ietf:params:oauth:grant-type:device_code"],"registered":["authorization_code","refresh_token"]}}',
    ip: '127.0.0.1',
    count: 1,
    created_at: at,
  };
}
