import { Controller, Get, Ip, Query, Req, Res, UseFilters } from '@nestjs/common';
import { Expose } from 'class-transformer';
import { IsString } from 'class-validator';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DcrClientService, DcrErrorFilter, type DcrClient } from 'nestjs-dcr';
import { Provider } from 'oidc-provider';
import { Public } from '../../application/application-parts.js';

class DiscoverQuery {
  @Expose({ name: 'client_id' })
  @IsString()
  clientId!: string;
}

/** The parameters of an authorization request, and whatever else the client sends. */
type AuthorizationQuery = Record<string, string | undefined>;

/** The application's authorization endpoint, up to the client. */
@Public()
@UseFilters(DcrErrorFilter)
@Controller('clients')
export class ClientsController {
  constructor(private readonly clients: DcrClientService) {}

  @Get('discover')
  async discover(@Query() { clientId }: DiscoverQuery, @Ip() ip: string) {
    return answerOf(await this.clients.discover(clientId, { ip }));
  }

  @Get('authorize')
  async authorize(@Query() query: AuthorizationQuery, @Ip() ip: string) {
    return answerOf(
      await this.clients.authorize({
        clientId: query['client_id'] ?? '',
        redirectUri: query['redirect_uri'] ?? '',
        responseType: query['response_type'] ?? '',
        codeChallenge: query['code_challenge'] ?? '',
        codeChallengeMethod: query['code_challenge_method'] ?? '',
        ip,
      }),
    );
  }
}

@Controller('clients/guarded')
export class GuardedController {
  @Get()
  read() {
    return 'for those who may';
  }
}

interface Raw<T> {
  raw?: T;
  hijack?: () => void;
}

/** Alice signs in and consents at once. */
@Public()
@Controller('interaction')
export class InteractionController {
  constructor(private readonly provider: Provider) {}

  @Get(':uid')
  async finish(
    @Req() request: IncomingMessage & Raw<IncomingMessage>,
    @Res() response: ServerResponse & Raw<ServerResponse>,
  ): Promise<void> {
    const [incoming, outgoing] = [request.raw ?? request, response.raw ?? response];
    response.hijack?.();
    const { params } = await this.provider.interactionDetails(incoming, outgoing);
    const grant = new this.provider.Grant({ accountId: 'alice', clientId: String(params['client_id']) });
    grant.addOIDCScope('openid');
    const consent = { grantId: await grant.save() };
    await this.provider.interactionFinished(incoming, outgoing, { login: { accountId: 'alice' }, consent });
  }
}

function answerOf({ clientId, clientName, source }: DcrClient) {
  return { clientId, clientName, source };
}
