import {
  All,
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Query,
  UseFilters,
  UseGuards,
  UsePipes,
  ValidationPipe,
  type ValidationError,
} from '@nestjs/common';
import {
  ActionReason,
  CleanUpRequest,
  DcrAdminService,
  DcrErrorFilter,
  DcrInvalidQueryError,
  ListAuditEventsQuery,
  ListClientsQuery,
} from 'nestjs-dcr';
import { Operator, OperatorGuard } from './operator.guard.js';

/** Every error of the API has the same form, whether the pipe or the package finds it. */
function toError(errors: ValidationError[]): DcrInvalidQueryError {
  const problems = errors.flatMap(({ constraints }) => Object.values(constraints ?? {}));
  return new DcrInvalidQueryError(`${problems.join('; ')}.`);
}

const PIPE = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  exceptionFactory: toError,
});

/** `DcrAdminService` as a JSON API. Every operation can be repeated safely, and is audited with its actor. */
@Controller('admin/api')
@UseGuards(OperatorGuard)
@UseFilters(DcrErrorFilter)
@UsePipes(PIPE)
export class AdminController {
  constructor(private readonly admin: DcrAdminService) {}

  @Get('clients')
  list(@Query() query: ListClientsQuery) {
    return this.admin.listClients(query);
  }

  /** Registers a client, with RFC 7591's member names. */
  @Post('clients')
  create(@Body() metadata: unknown, @Operator() actor: string) {
    return this.admin.createClient(metadata, { actor });
  }

  @Get('clients/:id')
  show(@Param('id') id: string) {
    return this.admin.getClient(id);
  }

  @Post('clients/:id/disable')
  @HttpCode(200)
  disable(@Param('id') id: string, @Body() { reason }: ActionReason, @Operator() actor: string) {
    return this.admin.disableClient(id, { actor, reason });
  }

  @Post('clients/:id/enable')
  @HttpCode(200)
  enable(@Param('id') id: string, @Body() { reason }: ActionReason, @Operator() actor: string) {
    return this.admin.enableClient(id, { actor, reason });
  }

  @Post('clients/:id/revoke')
  @HttpCode(200)
  revoke(@Param('id') id: string, @Body() { reason }: ActionReason, @Operator() actor: string) {
    return this.admin.revokeSessions(id, { actor, reason });
  }

  /** Reads the metadata document of a client now. */
  @Post('clients/:id/refresh')
  @HttpCode(200)
  refresh(@Param('id') id: string, @Body() { reason }: ActionReason, @Operator() actor: string) {
    return this.admin.refreshClient(id, { actor, reason });
  }

  @Delete('clients/:id')
  remove(@Param('id') id: string, @Body() { reason }: ActionReason, @Operator() actor: string) {
    return this.admin.deleteClient(id, { actor, reason });
  }

  @Post('registration/pause')
  @HttpCode(204)
  pause(@Body() { reason }: ActionReason, @Operator() actor: string) {
    return this.admin.pauseRegistration({ actor, reason });
  }

  @Post('registration/resume')
  @HttpCode(204)
  resume(@Body() { reason }: ActionReason, @Operator() actor: string) {
    return this.admin.resumeRegistration({ actor, reason });
  }

  @Post('discovery/pause')
  @HttpCode(204)
  pauseDiscovery(@Body() { reason }: ActionReason, @Operator() actor: string) {
    return this.admin.pauseDiscovery({ actor, reason });
  }

  @Post('discovery/resume')
  @HttpCode(204)
  resumeDiscovery(@Body() { reason }: ActionReason, @Operator() actor: string) {
    return this.admin.resumeDiscovery({ actor, reason });
  }

  @Get('statistics')
  statistics() {
    return this.admin.statistics();
  }

  @Get('audit')
  audit(@Query() query: ListAuditEventsQuery) {
    return this.admin.listAuditEvents(query);
  }

  @Post('cleanup')
  @HttpCode(200)
  cleanUp(@Body() request: CleanUpRequest, @Operator() actor: string) {
    return this.admin.cleanUp(request, { actor });
  }

  /** Declared last: answers every other path below this one as JSON, instead of with a page of the console. */
  @All('*path')
  unknown(): never {
    throw new NotFoundException();
  }
}
