import { Controller, Get } from '@nestjs/common';
import { MCP_SCOPE } from '../authorization-server/scopes.js';
import { SERVICE_NAME, Settings } from '../config/settings.js';

/** RFC 9728 §3.1: the path of the resource follows the well-known name. */
export const PROTECTED_RESOURCE_PATH = '.well-known/oauth-protected-resource/mcp';

/** For clients that don't implement that rule. */
export const ROOT_PATH = '.well-known/oauth-protected-resource';

export function protectedResourceUrl({ address }: Settings): string {
  return `${address}/${PROTECTED_RESOURCE_PATH}`;
}

/** Tells clients which authorization server issues tokens for the MCP server. */
@Controller([PROTECTED_RESOURCE_PATH, ROOT_PATH])
export class ProtectedResourceController {
  constructor(private readonly settings: Settings) {}

  @Get()
  describe() {
    return {
      resource: this.settings.mcp,
      resource_name: SERVICE_NAME,
      authorization_servers: [this.settings.issuer],
      scopes_supported: [MCP_SCOPE],
      bearer_methods_supported: ['header'],
    };
  }
}
