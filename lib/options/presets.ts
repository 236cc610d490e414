import type { DcrModuleOptions } from './dcr-module-options.js';
import type { RedirectUriRules } from './option-groups.js';
import { withoutUndefined } from './resolved-options.js';

/**
 * Returns options for ChatGPT's connectors, each of which has one https redirect URI. Older ones request
 * `client_secret_post`, which substitution replaces. Loopback redirect URIs are not allowed, because ChatGPT uses
 * none.
 *
 * @see docs/recipes/chatgpt.md
 */
export function chatGptCompatibility(overrides: DcrModuleOptions = {}): DcrModuleOptions {
  return preset({ https: true, loopback: false }, overrides);
}

/**
 * Returns options for Visual Studio Code, which registers https and loopback redirect URIs together, with and without
 * a port. It requests the device grant in addition to the code grant; substitution drops it.
 *
 * @see docs/recipes/vs-code.md
 */
export function vsCodeCompatibility(overrides: DcrModuleOptions = {}): DcrModuleOptions {
  return preset({ https: true, loopback: true }, overrides);
}

/**
 * Returns options for the MCP clients tested so far: ChatGPT, Claude, VS Code, Cursor, MCP Inspector, the MCP SDKs
 * and others. Many request a client secret, some other grants; both are substituted. Cursor and Cherry Studio use
 * private-use schemes.
 *
 * @see docs/clients.md
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
