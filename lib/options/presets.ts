import type { DcrModuleOptions } from './dcr-module-options.js';
import { withoutUndefined } from './resolved-options.js';

/**
 * ChatGPT's connectors: one https redirect URI for each connector. Older ones ask for `client_secret_post`, hence
 * substitution; no redirect goes to a loopback address, so none is allowed.
 */
export function chatGptCompatibility(overrides: DcrModuleOptions = {}): DcrModuleOptions {
  return preset({ redirectUris: { https: true, loopback: false } }, overrides);
}

/**
 * Visual Studio Code: registers https and loopback redirect URIs together, with and without a port, and asks for
 * the device grant beside the code grant, which substitution drops.
 */
export function vsCodeCompatibility(overrides: DcrModuleOptions = {}): DcrModuleOptions {
  return preset({ redirectUris: { https: true, loopback: true } }, overrides);
}

/**
 * The MCP clients seen so far: ChatGPT, Claude, VS Code, Cursor, MCP Inspector, the MCP SDKs and others. Many ask
 * for a client secret, some for other grants (substituted); Cursor and Cherry Studio use schemes of their own.
 */
export function mcpCompatibility(overrides: DcrModuleOptions = {}): DcrModuleOptions {
  return preset(
    { redirectUris: { https: true, loopback: true, customSchemes: ['cursor', 'cherrystudio'] } },
    overrides,
  );
}

function preset(defaults: DcrModuleOptions, overrides: DcrModuleOptions): DcrModuleOptions {
  return {
    enabled: true,
    negotiation: 'substitute',
    ...defaults,
    ...withoutUndefined(overrides),
    redirectUris: { ...defaults.redirectUris, ...withoutUndefined(overrides.redirectUris ?? {}) },
  };
}
