import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ActionReason } from '../../admin/action-reason.js';
import { CleanUpRequest } from '../../admin/clean-up.request.js';
import { ListAuditEventsQuery } from '../../admin/list-audit-events.query.js';
import { ListRulesQuery } from '../../admin/list-rules.query.js';
import { RuleDto } from '../../admin/rule.dto.js';
import { StatisticsQuery } from '../../admin/statistics.query.js';
import { AdminAccess } from '../admin.access.js';
import { Actor } from './actor.js';
import { ChangesNothing } from './changes-nothing.js';
import { Described } from './described.js';
import { ExplainRequest, NewRuleRequest } from './rest.requests.js';

/** Who may register, and what has happened. */
@Controller()
export class RestRegistrationController {
  constructor(private readonly access: AdminAccess) {}

  @Get('rules')
  @Described('List rules', 'DcrRulePage')
  listRules(@Query() query: ListRulesQuery) {
    return this.access.admin.listRules(query);
  }

  @Post('rules')
  @Described('Add a rule', 'DcrAddedRule', 201)
  addRule(@Body() { reason, ...rule }: NewRuleRequest, @Actor() actor: string | undefined) {
    return this.access.admin.addRule(rule, { actor, reason });
  }

  @Post('rules/preview')
  @HttpCode(200)
  @ChangesNothing()
  @Described('Check a rule, and count the clients that it matches', 'DcrRuleMatches')
  previewRule(@Body() rule: RuleDto) {
    return this.access.admin.previewRule(rule);
  }

  @Delete('rules/:id')
  @HttpCode(204)
  @Described('Remove a rule')
  removeRule(@Param('id') id: string, @Body() { reason }: ActionReason, @Actor() actor: string | undefined) {
    return this.access.admin.removeRule(id, { actor, reason });
  }

  @Post('explain')
  @HttpCode(200)
  @ChangesNothing()
  @Described('Explain what would happen to a registration now', 'DcrRegistrationExplanation')
  explain(@Body() { metadata, ip }: ExplainRequest) {
    return this.access.admin.explain(metadata, { ip });
  }

  @Post('registration/pause')
  @HttpCode(204)
  @Described('Pause registration on every replica')
  pauseRegistration(@Body() { reason }: ActionReason, @Actor() actor: string | undefined) {
    return this.access.admin.pauseRegistration({ actor, reason });
  }

  @Post('registration/resume')
  @HttpCode(204)
  @Described('Resume registration')
  resumeRegistration(@Body() { reason }: ActionReason, @Actor() actor: string | undefined) {
    return this.access.admin.resumeRegistration({ actor, reason });
  }

  @Post('discovery/pause')
  @HttpCode(204)
  @Described('Pause the reading of metadata documents on every replica')
  pauseDiscovery(@Body() { reason }: ActionReason, @Actor() actor: string | undefined) {
    return this.access.admin.pauseDiscovery({ actor, reason });
  }

  @Post('discovery/resume')
  @HttpCode(204)
  @Described('Resume the reading of metadata documents')
  resumeDiscovery(@Body() { reason }: ActionReason, @Actor() actor: string | undefined) {
    return this.access.admin.resumeDiscovery({ actor, reason });
  }

  @Get('audit')
  @Described('List audit events', 'DcrAuditEventPage')
  listAuditEvents(@Query() query: ListAuditEventsQuery) {
    return this.access.admin.listAuditEvents(query);
  }

  @Get('statistics')
  @Described('Show the numbers for an overview', 'DcrStatistics')
  statistics(@Query() query: StatisticsQuery) {
    return this.access.admin.statistics(query);
  }

  @Get('settings')
  @Described('Show the limits and options in force', 'DcrSettings')
  settings() {
    return this.access.admin.settings();
  }

  @Post('cleanup')
  @HttpCode(200)
  @ChangesNothing('dryRun')
  @Described('Remove unused clients now, or count them', 'DcrCleanupResult')
  cleanUp(@Body() request: CleanUpRequest, @Actor() actor: string | undefined) {
    return this.access.admin.cleanUp(request, { actor });
  }
}
