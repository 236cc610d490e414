/** What may be asked for, in the words of the consent page. */
export const SCOPES: Readonly<Record<string, string>> = {
  openid: 'Know which account is yours',
  profile: 'See your name',
  offline_access: 'Stay connected while you are away',
  'apps:read': 'See which applications you have connected, and what they may do',
};

/** The one that the MCP server asks for. */
export const MCP_SCOPE = 'apps:read';
