import { applyDecorators, Module, SetMetadata, UseGuards } from '@nestjs/common';
import { DcrModule } from 'nestjs-dcr';
import { DcrConsoleModule, type DcrConsoleOptions } from 'nestjs-dcr/console';
import { afterEach, describe, expect, test } from 'vitest';
import { startApplication, type TestApplication } from '../../support/application.js';
import { AdminGuard, OPERATOR } from './support/guard.js';
import { linksOf, Visitor } from './support/visitor.js';

const GUARDS = [UseGuards(AdminGuard)];

let application: TestApplication | undefined;
afterEach(async () => {
  await application?.close();
  application = undefined;
});

describe('Without anything that guards it, the console does not start', () => {
  test.each<[string, DcrConsoleOptions]>([
    ['no options', {}],
    ['no decorators', { decorators: [] }],
    ['a decorator that is not a guard', { decorators: [SetMetadata('roles', ['admin'])] }],
    ['an empty list of guards', { decorators: [UseGuards()] }],
  ])('with %s', (_title, options) => {
    expect(() => DcrConsoleModule.forRoot(options)).toThrow(/would be open to anyone.*UseGuards.*guardedBy/);
  });

  test.each<[string, DcrConsoleOptions]>([
    ['a guard', { decorators: GUARDS }],
    ['a guard inside another decorator', { decorators: [applyDecorators(SetMetadata('a', 1), ...GUARDS)] }],
    ['words that say what guards it', { guardedBy: 'the global guard' }],
  ])('but it does with %s', (_title, options) => {
    expect(() => DcrConsoleModule.forRoot(options)).not.toThrow();
  });
});

describe('An invalid option fails at startup', () => {
  test.each([
    [
      { path: 'admin/:tenant' },
      'option "path": got \'admin/:tenant\', but it must be a path without parameters',
    ],
    [{ guardedBy: ' ' }, 'option "guardedBy"'],
    [{ operator: 'olga' }, 'option "operator": got \'olga\', but it must be a function'],
    [{ homeUrl: 'javascript:alert(1)' }, 'option "homeUrl"'],
    [{ homeUrl: '//evil.example' }, 'option "homeUrl"'],
    [{ origin: 'https://example.com/' }, 'option "origin"'],
    [{ readOnly: 'yes' }, 'option "readOnly"'],
    [{ paht: 'admin' }, 'has no option "paht". The options are: path, imports, decorators'],
    [{ variables: { acent: '#fff' } }, 'must not have "acent"; the colors are: '],
    [{ variables: { accent: 'red; } body { display: none' } }, 'must have a CSS color as "accent"'],
    [{ variables: { accent: 'url(https://evil.example)' } }, 'must have a CSS color'],
    [{ variables: { accent: 'var(--text)' } }, 'must have a CSS color'],
    [{ variables: { accent: 'red/*' } }, 'must have a CSS color'],
    [{ variables: { accent: 'red\n' } }, 'must have a CSS color'],
    [{ variables: 'red' }, 'must be an object such as'],
  ])('%j', (options, message) => {
    expect(() => DcrConsoleModule.forRoot({ decorators: GUARDS, ...options } as DcrConsoleOptions)).toThrow(
      message,
    );
  });
});

test("The application's title, link and colors are on every page, and the stylesheet changes its address with them", async () => {
  const options = { decorators: GUARDS, path: 'console', homeUrl: '/admin' };
  const stylesheets: string[] = [];
  for (const accent of ['#0b7a4b', 'light-dark(#0b7a4b, rgb(94 211 160 / 90%))']) {
    application = await startApplication({
      dcr: {},
      imports: [
        DcrConsoleModule.forRoot({
          ...options,
          title: 'Acme & Co',
          variables: { '--accent': accent, line: 'silver' },
        }),
      ],
    });
    const visitor = new Visitor(OPERATOR);
    const page = await visitor.get(`${application.url}/console/pending`);
    expect(page.text).toContain('Acme &amp; Co<span> console</span>');
    expect(linksOf(page)).toContain(`${application.url}/admin`);
    const link = linksOf(page).find((each) => each.includes('console.css'))!;
    const style = await visitor.get(link);
    expect(style.text).toContain(`:root {\n  --accent: ${accent};\n  --line: silver;\n}`);
    expect(style.headers.get('cache-control')).toContain('immutable');
    stylesheets.push(new URL(link).search);
    await application.close();
    application = undefined;
  }
  expect(new Set(stylesheets).size).toBe(2);
});

describe('The console shows the registrations of', () => {
  const consoleOf = (imports: DcrConsoleOptions['imports'], path: string) =>
    DcrConsoleModule.forRoot({ decorators: GUARDS, imports: imports ?? [], path });

  test('nobody without DcrModule: it does not start', async () => {
    const starting = startApplication({ dcr: false, imports: [consoleOf([], 'console')] });
    await expect(starting).rejects.toThrow('DcrConsoleModule needs DcrModule');
  });

  test('the module that it imports, if there are several', async () => {
    @Module({ imports: [DcrModule.forRoot({ path: 'one/register' })], exports: [DcrModule] })
    class OneModule {}
    @Module({ imports: [DcrModule.forRoot({ path: 'two/register' })], exports: [DcrModule] })
    class TwoModule {}
    const imports = [OneModule, TwoModule, consoleOf([TwoModule], 'two'), consoleOf([OneModule], 'one')];
    application = await startApplication({ dcr: false, imports });
    for (const name of ['one', 'two']) {
      const { text } = await new Visitor(OPERATOR).get(`${application.url}/${name}`);
      expect(text).toContain(`curl -X POST ${application.url}/${name}/register`);
    }
    const undecided = startApplication({ dcr: false, imports: [OneModule, TwoModule, consoleOf([], 'any')] });
    await expect(undecided).rejects.toThrow('Tell DcrConsoleModule which one to show');
  });
});
