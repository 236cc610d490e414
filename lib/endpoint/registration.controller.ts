import type { IncomingMessage } from 'node:http';
import {
  Controller,
  Post,
  Req,
  Res,
  type Type,
  UseFilters,
  UseGuards,
  VERSION_NEUTRAL,
  applyDecorators,
} from '@nestjs/common';
import { DcrInvalidClientMetadataError } from '../errors/index.js';
import { addressOf, type FrameworkRequest, type FrameworkResponse, rawRequest } from '../http/framework.js';
import { originalHeaders } from '../http/hidden-body.js';
import { respond } from '../http/respond.js';
import { DcrRegistrationService } from '../registration/registration.service.js';
import { DcrThrottlerGuard } from './dcr-throttler.guard.js';
import { RegistrationExceptionFilter } from './registration-exception.filter.js';
import { readJson } from './request-body.js';
import { markProgress } from './request-progress.js';

/**
 * The client registration endpoint.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3
 */
@UseGuards(DcrThrottlerGuard)
@UseFilters(RegistrationExceptionFilter)
export class RegistrationController {
  constructor(private readonly registration: DcrRegistrationService) {}

  /** Sends the response itself, so that an interceptor of the application cannot wrap the body. */
  @Post()
  async register(@Req() request: FrameworkRequest, @Res() response: FrameworkResponse): Promise<void> {
    const raw = rawRequest(request);
    const headers = headersOf(raw);
    const origin = { headers, ip: addressOf(request) };
    markProgress(raw, 'registering');
    const client = await this.registration.readAndRegister(() => readJson(raw, headers), origin);
    respond(response, 201, client);
  }
}

/** @throws DcrInvalidClientMetadataError when the router matched the path more loosely than the middleware did */
function headersOf(request: IncomingMessage) {
  const headers = originalHeaders(request);
  if (headers) return headers;
  // The middleware did not hide this body, so a body parser has read it before the limiter counted the attempt.
  throw new DcrInvalidClientMetadataError(
    'Send the request to the exact path of the endpoint.',
    400,
    'application',
  );
}

/** Makes a class for each import of the module, because Nest keeps the route and the decorators on the class. */
export function registrationControllerAt(
  path: string,
  decorators: ClassDecorator[],
): Type<RegistrationController> {
  @Controller({ path, version: VERSION_NEUTRAL })
  class DcrRegistrationController extends RegistrationController {}
  applyDecorators(...decorators)(DcrRegistrationController);
  return DcrRegistrationController;
}
