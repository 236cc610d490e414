import SwaggerParser from '@apidevtools/swagger-parser';
import { Body, Controller, Post, type INestApplication } from '@nestjs/common';
import {
  ApiExcludeController,
  ApiProperty,
  DocumentBuilder,
  SwaggerModule,
  type OpenAPIObject,
} from '@nestjs/swagger';
import { dcrOpenApi, mcpCompatibility } from 'nestjs-dcr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { table } from '../readme/support/readme.js';
import { goodRegistration } from '../support/hostile-shapes.js';
import {
  adapters,
  startApplication,
  type TestApplication,
  type ApplicationSetup,
} from '../support/application.js';
import { postJson } from '../support/http.js';

class Thing {
  @ApiProperty()
  name!: string;
}

/** A route of the application, which must stay in the document unchanged. */
@Controller('things')
class ThingsController {
  @Post()
  create(@Body() thing: Thing): Thing {
    return thing;
  }
}

function documentOf(app: INestApplication, version = '3.0.0'): OpenAPIObject {
  const builder = new DocumentBuilder().setTitle('An application').setVersion('1').setOpenAPIVersion(version);
  return SwaggerModule.createDocument(app, builder.addBearerAuth().addSecurityRequirements('bearer').build());
}

function merge(own: OpenAPIObject, path: string): OpenAPIObject {
  const { paths, components } = dcrOpenApi({ path });
  return {
    ...own,
    paths: { ...own.paths, ...paths },
    components: { ...own.components, schemas: { ...own.components?.schemas, ...components.schemas } },
  };
}

async function withApplication(
  setup: ApplicationSetup,
  look: (application: TestApplication) => Promise<void>,
): Promise<void> {
  const application = await startApplication({ controllers: [ThingsController], ...setup });
  try {
    await look(application);
  } finally {
    await application.close();
  }
}

describe.each(adapters)('The OpenAPI fragment in the document of an application on %s', (adapter) => {
  test.each([
    { prefix: '', path: 'register', full: '/register' },
    { prefix: 'api', path: 'oauth/clients', full: '/api/oauth/clients' },
  ])('replaces the path $full', async ({ prefix, path, full }) => {
    const configure = (app: INestApplication) => void app.setGlobalPrefix(prefix);
    await withApplication({ adapter, dcr: { enabled: true, path }, configure }, async ({ nest, url }) => {
      const own = documentOf(nest);
      const things = own.paths[`${prefix && '/'}${prefix}/things`];
      expect(Object.keys(own.paths)).toContain(full);
      const merged = merge(own, full);
      expect(Object.keys(merged.paths)).toEqual(Object.keys(own.paths));
      expect(merged.paths[full]?.post).toMatchObject({ operationId: 'registerClient', security: [] });
      expect(merged.paths).toMatchObject({ [`${prefix && '/'}${prefix}/things`]: things });
      expect(Object.keys(merged.components?.schemas ?? {})).toContain('Thing');
      expect(JSON.stringify(merged)).not.toContain('DcrRegistrationController');
      expect((await postJson(url + full, goodRegistration)).status).toBe(201);
    });
  });
});

test.each(['3.0.0', '3.1.0'])('The merged document is valid OpenAPI %s', async (version) => {
  await withApplication({ dcr: { enabled: true } }, async ({ nest }) => {
    const merged = merge(documentOf(nest, version), 'register');
    expect(merged.openapi).toBe(version);
    await expect(SwaggerParser.validate(structuredClone(merged) as never)).resolves.toBeDefined();
    const broken = structuredClone(merged);
    Reflect.deleteProperty(broken.components!.schemas!, 'DcrClientMetadata');
    await expect(SwaggerParser.validate(broken as never)).rejects.toThrow('DcrClientMetadata');
  });
});

test('An application can exclude the controller from its document', async () => {
  const dcr = { enabled: true, decorators: [ApiExcludeController()] };
  await withApplication({ dcr }, async ({ nest }) => {
    expect(Object.keys(documentOf(nest).paths)).toEqual(['/things']);
  });
});

test('Every fragment is a new object', () => {
  dcrOpenApi().components.schemas['DcrClientMetadata']!.required = [];
  expect(dcrOpenApi().components.schemas['DcrClientMetadata']?.required).toEqual(['redirect_uris']);
});

describe('The schemas of the fragment', () => {
  const { DcrClientMetadata: request, DcrClientInformation: answer } = dcrOpenApi().components.schemas;
  let application: TestApplication;

  beforeAll(async () => {
    application = await startApplication({
      dcr: mcpCompatibility({ maxRegistrationsPerWindow: 1_000, scopes: { allowed: ['tools'] } }),
    });
  });

  afterAll(() => application?.close());

  const post = (changes: object) =>
    postJson(`${application.url}/register`, { ...goodRegistration, ...changes });

  test('name exactly the members that are returned', async () => {
    const everything = {
      redirect_uris: ['https://client.example.com/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      client_name: 'Example',
      client_uri: 'https://client.example.com/',
      logo_uri: 'https://client.example.com/logo.png',
      tos_uri: 'https://client.example.com/terms',
      policy_uri: 'https://client.example.com/privacy',
      contacts: ['operator@client.example.com'],
      scope: 'tools',
      software_id: 'example',
      software_version: '1.0.0',
      application_type: 'web',
    };
    expect(Object.keys(request?.properties ?? {}).toSorted()).toEqual(Object.keys(everything).toSorted());
    const registered = (await post(everything)).json();
    expect(registered).toMatchObject(everything);
    expect(Object.keys(registered).toSorted()).toEqual(Object.keys(answer?.properties ?? {}).toSorted());
  });

  const texts = Object.entries(request?.properties ?? {}).filter(([, { maxLength }]) => maxLength);

  test.each(texts)('state the maximum length of %s', async (member, { maxLength = 0, format }) => {
    const start = format === 'uri' ? 'https://client.example.com/' : '';
    const ofLength = (length: number) => ({ [member]: start.padEnd(length, 'x') });
    const longest = await post(ofLength(maxLength));
    // An unsupported value, such as a grant type, is replaced instead of refused.
    expect(longest.status).toBe(201);
    expect((await post(ofLength(maxLength + 1))).status).toBe(400);
  });

  const lists = Object.entries(request?.properties ?? {}).filter(([, { maxItems }]) => maxItems);

  test.each(lists)('state the maximum number of entries of %s', async (member, { maxItems = 0 }) => {
    const first: Record<string, string> = {
      redirect_uris: 'https://client.example.com/',
      grant_types: 'authorization_code',
      response_types: 'code',
    };
    const ofLength = (length: number) => ({
      [member]: Array.from({ length }, () => first[member] ?? 'someone'),
    });
    expect((await post(ofLength(maxItems))).status).toBe(201);
    expect((await post(ofLength(maxItems + 1))).status).toBe(400);
  });

  test.each(lists)('state the maximum length of an entry of %s', async (member, { items }) => {
    const start = items?.format === 'uri' ? 'https://client.example.com/' : 'authorization_code code';
    const ofLength = (length: number) => ({ [member]: [start.padEnd(length, 'x')] });
    const tooLong = (await post(ofLength(items!.maxLength! + 1))).json();
    expect(tooLong['error_description']).toBe(
      `${member}[0] must be at most ${items!.maxLength} characters long.`,
    );
    const longest = (await post(ofLength(items!.maxLength!))).json();
    expect(longest['error_description'] ?? '').not.toContain('characters long');
  });

  test('name every error of the README', () => {
    const { DcrRegistrationError } = dcrOpenApi().components.schemas;
    const errors = table(['status', '`error`', 'when']).flatMap(
      ([, cell = '']) => /`(\w+)`/.exec(cell)?.[1] ?? [],
    );
    expect(DcrRegistrationError?.properties?.['error']?.enum).toEqual([...new Set(errors)]);
  });
});
