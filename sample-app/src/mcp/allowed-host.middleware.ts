import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { Settings } from '../config/settings.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Protects the MCP server from DNS rebinding: the `Host` and, if present, the `Origin` of a request must be expected.
 * Clients compare the URL that they use with the resource identifier, so the response names the right one.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning
 */
@Injectable()
export class AllowedHostMiddleware implements NestMiddleware {
  private readonly hosts: ReadonlySet<string>;
  private readonly origins: ReadonlySet<string>;
  private readonly isLocal: boolean;

  constructor(private readonly settings: Settings) {
    const { host, hostname, origin } = new URL(settings.address);
    this.hosts = new Set([host, ...settings.allowedHosts]);
    this.origins = new Set([origin, ...settings.allowedOrigins]);
    this.isLocal = LOOPBACK.has(hostname);
  }

  use(request: Request, response: Response, next: NextFunction): void {
    if (!this.isAllowedHost(request)) {
      refuse(response, 421, `This MCP server is at ${this.settings.mcp}.`);
    } else if (!this.isAllowedOrigin(request.headers.origin)) {
      refuse(response, 403, 'Web pages of this origin may not call this MCP server.');
    } else next();
  }

  /**
   * Express uses a forwarded host only from a trusted proxy, which is one on this computer. A page whose hostname was
   * rebound to this computer looks the same, except that a proxy connects to a loopback name.
   */
  private isAllowedHost(request: Request): boolean {
    const named = request.headers.host?.toLowerCase() ?? '';
    if (this.hosts.has(named)) return true;
    const forwarded = request.host?.toLowerCase();
    return forwarded !== named && this.hosts.has(forwarded) && isLoopback(`http://${named}`);
  }

  private isAllowedOrigin(origin: string | undefined): boolean {
    if (origin === undefined || this.origins.has(origin.toLowerCase())) return true;
    return this.isLocal && isLoopback(origin);
  }
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && LOOPBACK.has(new URL(url).hostname);
}

function refuse(response: Response, status: 403 | 421, message: string): void {
  response.status(status).json({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null });
}
