import type { DcrModuleOptions } from './dcr-module-options.js';
import type { RedirectUriRules } from './option-groups.js';
import { withoutUndefined } from './resolved-options.js';

/**
 * ChatGPT's connectors: one https redirect URI for each connector. Older ones ask for `client_secret_post`, which
 * substitution replaces. Loopback redirect URIs are not allowed, because ChatGPT uses none.
 */
export function chatGptCompatibility(overrides: DcrModuleOptions = {}): DcrModuleOptions {
  return preset({ https: true, loopback: false }, overrides);
}

/**
 * Visual Studio Code: registers https and loopback redirect URIs together, with and without a port. It asks for the
 * device grant in addition to the code grant; substitution drops it.
 */
export function vsCodeCompatibility(overrides: DcrModuleOptions = {}): DcrModuleOptions {
  return preset({ https: true, loopback: true }, overrides);
}

/**
 * The MCP clients tested so far: ChatGPT, Claude, VS Code, Cursor, MCP Inspector, the MCP SDKs and others. Many ask for
 * a client secret, some for other grants; both are substituted. Cursor and Cherry Studio use private-use schemes.
 */
export function mcpCompatibility(overrides: DcrModuleOptions = {}): DcrModuleOptions {
  return preset({ https: true, loopback: true, customSchemes: ['cursor', 'cherrystudio'] }, overrides);
}

function preset(redirectUris: Partial<RedirectUriRules>, overrides: DcrModuleOptions): DcrModuleOptions {
  return {
    enabled: true,
    negotiation: 'substitute',
    ...withoutUndefined(overrides),
    redirectUris: { ...redirectUris, ...withoutUndefined(overrides.redirectUris ?? {}) },
  };
}
