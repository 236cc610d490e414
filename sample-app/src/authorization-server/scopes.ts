/** The scopes that a client may request, as the consent page describes them. */
export const SCOPES: Readonly<Record<string, string>> = {
  openid: 'Know which account is yours',
  profile: 'See your name',
  offline_access: 'Stay connected while you are away',
  'apps:read': 'See which applications you have connected, and what they may do',
};

/** The scope that the MCP server requires. */
export const MCP_SCOPE = 'apps:read';
