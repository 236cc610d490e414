import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { MCP_SCOPE } from '../authorization-server/scopes.js';
import { Settings } from '../config/settings.js';
import { BearerError } from './bearer.error.js';
import { protectedResourceUrl } from './protected-resource.controller.js';

/**
 * Tells the client where to find the metadata of the protected resource.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9728#section-5.1
 */
@Catch(BearerError)
export class BearerErrorsFilter implements ExceptionFilter<BearerError> {
  constructor(private readonly settings: Settings) {}

  catch(error: BearerError, host: ArgumentsHost): void {
    const parameters = {
      error: error.error,
      error_description: error.error && error.description,
      scope: MCP_SCOPE,
      resource_metadata: protectedResourceUrl(this.settings),
    };
    const challenge = Object.entries(parameters)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}="${value}"`);
    host
      .switchToHttp()
      .getResponse<Response>()
      .status(error.getStatus())
      .set('WWW-Authenticate', `Bearer ${challenge.join(', ')}`)
      .json(error.getResponse());
  }
}
