import { BadRequestException, Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { RuleMatches } from '../admin/rules.service.js';
import type { HandlerResponse } from '../http/framework.js';
import { AdminAccess } from './admin.access.js';
import { PageResponder } from './page.responder.js';
import { blockPage } from './pages/block.page.js';
import { type Fields, text } from './requests/fields.js';
import { clientPath } from './requests/link.js';
import { byOperator } from './requests/reason.js';
import { expiryOf } from './requests/rule-view.js';
import { type Visit, Visitor } from './visit.js';

/** Disables a client and blocks it. Declared before the other operations on a client, which need no choice. */
@Controller()
export class BlockController {
  constructor(
    private readonly access: AdminAccess,
    private readonly pages: PageResponder,
  ) {}

  @Get('clients/:id/block')
  async ask(
    @Visitor() visit: Visit,
    @Param('id') id: string,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const { admin } = this.access;
    const content = blockPage(visit, await admin.getClient(id), await admin.proposeRules(id));
    await this.pages.page(response, visit, { title: 'Disable and block', section: 'Clients', content });
  }

  @Post('clients/:id/block')
  async block(
    @Visitor() visit: Visit,
    @Param('id') id: string,
    @Body() form: Fields | undefined,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const { admin } = this.access;
    const by = byOperator(visit, form);
    const expiresAt = expiryOf(text(form, 'days'));
    const { kind, value } = chosen(await admin.proposeRules(id), text(form, 'target'));
    // The rule first: the client must not register again while its sessions are being revoked.
    await admin.addRule({ kind, value, effect: 'deny', expiresAt }, by);
    const { client, revokedSessions } = await admin.disableClient(id, by);
    const notice = `disabled and blocked by ${value}; sessions revoked: ${revokedSessions}.`;
    this.pages.done(response, visit, clientPath(id), `${client.clientName}: ${notice}`);
  }
}

/** Only what was proposed: never a host that clients of every kind use. */
function chosen(proposals: readonly RuleMatches[], target: string | undefined): RuleMatches {
  const found = proposals.find(({ kind, value }) => `${kind} ${value}` === target);
  if (!found) throw new BadRequestException('Choose what to block.');
  return found;
}
