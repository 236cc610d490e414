import SwaggerParser from '@apidevtools/swagger-parser';
import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { getMetadataStorage } from 'class-validator';
import {
  ActionReason,
  CleanUpRequest,
  ClientFilter,
  DcrAdminService,
  DcrRegistrationService,
  dcrAdminOpenApi,
  ListAuditEventsQuery,
  DcrSessionService,
  ListClientsQuery,
  ListRedirectHostsQuery,
  ListSessionsQuery,
  StatisticsQuery,
  type OpenApiSchema,
} from 'nestjs-dcr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApplication, type TestApplication } from '../support/application.js';
import { goodRegistration } from '../support/hostile-shapes.js';

@Controller('admin')
class AdminController {
  @Get('clients')
  clients(@Query() _query: ListClientsQuery) {}

  @Get('hosts')
  hosts(@Query() _query: ListRedirectHostsQuery) {}

  @Get('audit')
  audit(@Query() _query: ListAuditEventsQuery) {}

  @Get('sessions')
  sessions(@Query() _query: ListSessionsQuery) {}

  @Get('statistics')
  statistics(@Query() _query: StatisticsQuery) {}

  @Post('filter')
  filter(@Body() _filter: ClientFilter) {}

  @Post('reason')
  reason(@Body() _reason: ActionReason) {}

  @Post('cleanup')
  cleanUp(@Body() _request: CleanUpRequest) {}
}

const RULE = { kind: 'network', value: '203.0.113.0/24', effect: 'deny' } as const;

const schemasOf = (openapi?: string) => dcrAdminOpenApi({ openapi }).components.schemas;

/** The members that class-validator knows, inherited ones included. */
function membersOf(Class: new () => object): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(Class, '', false, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))].toSorted();
}

let application: TestApplication;
let admin: DcrAdminService;
let document: OpenAPIObject;

beforeAll(async () => {
  application = await startApplication({
    dcr: { enabled: true, maxClients: 10 },
    controllers: [AdminController],
  });
  admin = application.nest.get(DcrAdminService);
  document = SwaggerModule.createDocument(application.nest, new DocumentBuilder().build());
});

afterAll(() => application?.close());

describe('The document of @nestjs/swagger', () => {
  test.each([
    ['clients', ListClientsQuery],
    ['hosts', ListRedirectHostsQuery],
    ['audit', ListAuditEventsQuery],
    ['sessions', ListSessionsQuery],
    ['statistics', StatisticsQuery],
  ])('shows every member of the query of %s, and none is required', (path, Class) => {
    const parameters = document.paths[`/admin/${path}`]?.get?.parameters as {
      name: string;
      required: boolean;
    }[];
    expect(parameters.map(({ name }) => name).toSorted()).toEqual(membersOf(Class));
    expect(parameters.filter(({ required }) => required)).toEqual([]);
  });

  test.each([ClientFilter, ActionReason, CleanUpRequest])('shows every member of the body %o', (Class) => {
    const schema = document.components?.schemas?.[Class.name] as OpenApiSchema;
    expect(Object.keys(schema.properties ?? {}).toSorted()).toEqual(membersOf(Class));
    expect(schema.required ?? []).toEqual([]);
  });
});

describe('The schemas of dcrAdminOpenApi', () => {
  test.each(['3.0.0', '3.1.0'])('make a valid document of OpenAPI %s', async (openapi) => {
    const merged = { ...document, openapi, components: { schemas: { ...document.components?.schemas } } };
    Object.assign(merged.components.schemas, schemasOf(openapi));
    await expect(SwaggerParser.validate(structuredClone(merged) as never)).resolves.toBeDefined();
    const { scope } = schemasOf(openapi)['DcrClient']!.properties!;
    expect(scope).toEqual(
      openapi === '3.0.0' ? { type: 'string', nullable: true } : { type: ['string', 'null'] },
    );
  });

  test('are a new object each time', () => {
    schemasOf()['DcrClient']!.required = [];
    expect(schemasOf()['DcrClient']?.required).toContain('clientId');
  });

  test('name the members of every answer', async () => {
    const registration = application.nest.get(DcrRegistrationService);
    const { client_id: id } = await registration.register(goodRegistration);
    await registration.register({ redirect_uris: [] }).catch(() => undefined);
    const { id: sessionId } = await application.nest
      .get(DcrSessionService)
      .open({ clientId: id, subject: 'ann' });
    const answers: [schema: string, answer: unknown][] = [
      ['DcrClientPage', await admin.listClients()],
      ['DcrRedirectHostPage', await admin.listRedirectHosts()],
      ['DcrClientDetails', await admin.getClient(id)],
      ['DcrChangedClient', await admin.createClient(goodRegistration)],
      ['DcrChangedClient', await admin.disableClient(id)],
      ['DcrChangedClient', await admin.enableClient(id)],
      ['DcrClientExplanation', await admin.explainClient(id)],
      ['DcrRegistrationExplanation', await admin.explain(goodRegistration)],
      ['DcrRegistrationExplanation', await admin.explain({})],
      ['DcrRuleMatches', await admin.previewRule(RULE)],
      ['DcrRuleProposals', await admin.proposeRules(id)],
      ['DcrSessionPage', await admin.listSessions()],
      ['DcrRevocationResult', await admin.revokeSession(sessionId)],
      ['DcrRevocationResult', await admin.revokeSessions(id)],
      ['DcrBulkResult', await admin.disableClients({ all: true })],
      ['DcrCleanupResult', await admin.cleanUp({ dryRun: true })],
      ['DcrAuditEventPage', await admin.listAuditEvents({ limit: 1 })],
      ['DcrStatistics', await admin.statistics()],
      ['DcrSettings', admin.settings()],
    ];
    for (const [name, answer] of answers) {
      expect(
        differences({ $ref: `#/components/schemas/${name}` }, JSON.parse(JSON.stringify(answer))),
      ).toEqual([]);
    }
  });
});

/** Where a JSON value differs from its schema, as far as our schemas go. */
function differences(schema: OpenApiSchema, value: unknown, at = ''): string[] {
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1)!;
    return differences(schemasOf()[name]!, value, `${at}/${name}`);
  }
  if (value === null) return schema.nullable ? [] : [`${at} is null`];
  if (schema.enum && !schema.enum.includes(value as string)) return [`${at} is ${JSON.stringify(value)}`];
  switch (schema.type) {
    case 'array':
      return (value as unknown[]).flatMap((item) => differences(schema.items!, item, `${at}[]`));
    case 'object': {
      const { properties = {}, required = [], additionalProperties } = schema;
      const members = Object.entries(value as object);
      const unknown = members.filter(([name]) => !additionalProperties && !(name in properties));
      const missing = required.filter((name) => !(name in (value as object)));
      return [
        ...unknown.map(([name]) => `${at} has ${name}`),
        ...missing.map((name) => `${at} lacks ${name}`),
        ...members.flatMap(([name, member]) =>
          name in properties ? differences(properties[name]!, member, `${at}.${name}`) : [],
        ),
      ];
    }
    case 'string':
      if (schema.format === 'date-time' && Number.isNaN(Date.parse(value as string)))
        return [`${at} is no date`];
      return typeof value === 'string' ? [] : [`${at} is no string`];
    case 'integer':
      return Number.isInteger(value) ? [] : [`${at} is no integer`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${at} is no boolean`];
    default:
      return [];
  }
}
