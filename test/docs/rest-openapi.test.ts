import SwaggerParser from '@apidevtools/swagger-parser';
import { UseGuards } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { dcrAdminOpenApi } from 'nestjs-dcr';
import { DcrConsoleModule, DcrRestModule } from 'nestjs-dcr/console';
import { expect, test } from 'vitest';
import { AdminGuard } from '../e2e/console/support/guard.js';
import { adapters, startApplication } from '../support/application.js';

const ROOT = '/admin/clients/api';

interface Operation {
  operationId: string;
  summary?: string;
  responses: Record<string, { content?: object }>;
}

async function documentOf(adapter: (typeof adapters)[number], openapi: string): Promise<OpenAPIObject> {
  const options = { decorators: [UseGuards(AdminGuard)] };
  const imports = [DcrConsoleModule.forRoot(options), DcrRestModule.forRoot(options)];
  const application = await startApplication({ adapter, dcr: { enabled: true }, imports });
  const config = new DocumentBuilder().setOpenAPIVersion(openapi).build();
  const document = SwaggerModule.createDocument(application.nest, config);
  await application.close();
  Object.assign(document.components!.schemas!, dcrAdminOpenApi({ openapi }).components.schemas);
  return document;
}

test.each(adapters.flatMap((adapter) => ['3.0.0', '3.1.0'].map((version) => [adapter, version] as const)))(
  'The JSON API is in a valid OpenAPI document beside the console, on %s, %s',
  async (adapter, version) => {
    const document = await documentOf(adapter, version);
    await expect(SwaggerParser.validate(structuredClone(document) as never)).resolves.toBeDefined();
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      path.startsWith(ROOT) ? Object.values(methods as Record<string, Operation>) : [],
    );
    expect(operations.length).toBeGreaterThan(20);
    for (const { operationId, summary, responses } of operations) {
      expect(summary, operationId).toMatch(/^[A-Z]/);
      const success = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      expect(success, operationId).toHaveLength(1);
      const [status, answer] = success[0]!;
      expect(answer.content === undefined, operationId).toBe(status === '204');
      expect(responses, operationId).toHaveProperty('400');
    }
    const all = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods as Record<string, Operation>).map(({ operationId }) => operationId),
    );
    const ids = new Set(operations.map(({ operationId }) => operationId));
    expect(all.filter((id) => ids.has(id)).toSorted()).toEqual([...ids].toSorted());
  },
);
