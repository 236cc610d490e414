/** The module's response to VS Code's request, so that all responses have the same size. */
export const registered = {
  client_id: 'dcr_5f2a3c9be1d04f8c9f6f0f4d0f6f2b7a',
  client_id_issued_at: 1_795_420_800,
  client_name: 'Visual Studio Code',
  client_uri: 'https://code.visualstudio.com',
  redirect_uris: [
    'https://insiders.vscode.dev/redirect',
    'https://vscode.dev/redirect',
    'http://127.0.0.1/',
    'http://127.0.0.1:33418/',
  ],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
  scope: 'mcp:read mcp:write',
  application_type: 'native',
};
