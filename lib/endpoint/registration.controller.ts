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
import { originalHeaders } from '../http/hidden-body.js';
import { respond } from '../http/respond.js';
import { DcrInvalidClientMetadataError } from '../errors/index.js';
import { RegistrationSwitch } from '../registration/registration.switch.js';
import { DcrThrottlerGuard } from './dcr-throttler.guard.js';
import { RegistrationExceptionFilter } from './registration-exception.filter.js';
import { DcrRegistrationService } from '../registration/registration.service.js';
import { readJson } from './request-body.js';
import { addressOf, rawRequest, type FrameworkRequest, type FrameworkResponse } from '../http/framework.js';

/**
 * The client registration endpoint.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3
 */
@UseGuards(DcrThrottlerGuard)
@UseFilters(RegistrationExceptionFilter)
export class RegistrationController {
  constructor(
    private readonly registration: DcrRegistrationService,
    private readonly registrationSwitch: RegistrationSwitch,
  ) {}

  /** Answers by itself, so that an interceptor of the host's cannot wrap the body. */
  @Post()
  async register(@Req() request: FrameworkRequest, @Res() response: FrameworkResponse): Promise<void> {
    const raw = rawRequest(request);
    const headers = originalHeaders(raw);
    // A parser has had this body, because the router read the path more loosely than we did.
    if (!headers)
      throw new DcrInvalidClientMetadataError(
        'Send the request to the exact path of the endpoint.',
        400,
        'application',
      );
    // While paused nobody's body is read, good or bad.
    await this.registrationSwitch.requireOpen();
    const metadata = await readJson(raw, headers);
    const ip = addressOf(request);
    const origin = { headers, ...(ip !== undefined && { ip }) };
    const registered = await this.registration.register(metadata, origin);
    respond(response, 201, registered);
  }
}

/** Each module has a controller class of its own, because a route and its decorators belong to the class. */
export function registrationControllerAt(
  path: string,
  decorators: ClassDecorator[],
): Type<RegistrationController> {
  @Controller({ path, version: VERSION_NEUTRAL })
  class DcrRegistrationController extends RegistrationController {}
  applyDecorators(...decorators)(DcrRegistrationController);
  return DcrRegistrationController;
}
