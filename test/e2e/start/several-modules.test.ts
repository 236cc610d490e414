import { RouterModule } from '@nestjs/core';
import { DcrModule } from 'nestjs-dcr';
import { describe, expect, onTestFinished, test } from 'vitest';
import { adapters, startApplication, type ApplicationSetup } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';

const enabled = { enabled: true };

async function startsWith(setup: ApplicationSetup): Promise<string> {
  const application = await startApplication(setup);
  onTestFinished(() => application.close());
  return (await postJson(`${application.url}/register`, goodRegistration)).text;
}

describe.each(adapters)('on %s', (adapter) => {
  test.each([
    ['register', '/register'],
    ['/register/', '/register'],
  ])(
    'two imports of the module with the same path, %s, fail at startup with the path',
    async (path, named) => {
      const setup = { adapter, dcr: enabled, imports: [DcrModule.forRoot({ ...enabled, path })] };
      await expect(startsWith(setup)).rejects.toThrow(
        `DcrModule is imported more than once with the path "${named}".`,
      );
    },
  );

  test('one module object that several modules import counts as one module', async () => {
    const shared = DcrModule.forRoot(enabled);
    class Feature {}
    const imports = [shared, { module: Feature, imports: [shared] }];
    expect(await startsWith({ adapter, dcr: false, imports })).toContain('client_id');
  });

  test('a second import that is not enabled adds no endpoint', async () => {
    const setup = { adapter, dcr: enabled, imports: [DcrModule.forRoot({ enabled: false })] };
    expect(await startsWith(setup)).toContain('client_id');
  });

  test.each<[string, Partial<ApplicationSetup>]>([
    ['the global prefix', { configure: (app) => void app.setGlobalPrefix(':tenant') }],
    ['a RouterModule path', { imports: [RouterModule.register([{ path: ':tenant', module: DcrModule }])] }],
  ])('a parameter in %s fails at startup with the path', async (_, setup) => {
    await expect(startsWith({ adapter, dcr: enabled, ...setup })).rejects.toThrow(
      'DcrModule: the endpoint\'s path would be "/:tenant/register", but the endpoint needs a path without parameters.',
    );
  });

  test('a parameter in the global prefix is fine for an endpoint outside the prefix', async () => {
    const configure: ApplicationSetup['configure'] = (app) =>
      void app.setGlobalPrefix(':tenant', { exclude: ['register'] });
    expect(await startsWith({ adapter, dcr: enabled, configure })).toContain('client_id');
  });
});
