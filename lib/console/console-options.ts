import { inspect } from 'node:util';
import type { ModuleMetadata } from '@nestjs/common';
import { memberRule } from '../validation/member-rule.js';
import { compilePlan, problemOf } from '../validation/plan.js';
import { isFunction, IsListOf, MayBeUndefined, MustBe } from '../validation/value-rules.js';
import { type Stylesheet, stylesheetWith } from './styles/stylesheet.js';
import { type ConsoleVariables, problemOfVariables } from './styles/variables.js';

/** Injects {@link ResolvedConsoleOptions}. */
export const CONSOLE_OPTIONS = Symbol('CONSOLE_OPTIONS');

/** Segments of unreserved characters: no parameters, no wildcards, nothing with a special meaning to a router. */
const PATH = /^\/?[A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)*\/?$/;

/**
 * The request as your framework made it, with what your guards have added to it, such as `request.user`.
 *
 * @see docs/console.md#options
 */
// oxlint-disable-next-line typescript/no-explicit-any -- its members are the application's own
export type DcrConsoleRequest = any;

/**
 * The options of the console. One of `decorators` with guards and `guardedBy` is required.
 *
 * @see docs/console.md#options
 * @interface
 */
export type DcrConsoleOptions = { [Member in keyof DcrConsoleOptionsDto]: DcrConsoleOptionsDto[Member] };

/** Describes the options: their types, their rules and their documentation. */
class DcrConsoleOptionsDto {
  /** Route of the console, without a version; the application's global prefix precedes it. Default: `'admin/clients'`. */
  @MayBeUndefined()
  @MustBe(
    "a path without parameters, such as 'admin/clients'",
    (path) => typeof path === 'string' && PATH.test(path),
  )
  declare path?: string | undefined;

  /** Modules that your guards need. Default: none. */
  @MayBeUndefined()
  @MustBe('a list of modules', Array.isArray)
  declare imports?: ModuleMetadata['imports'];

  /** Put on every controller of the console: your guards, such as `UseGuards(AdminGuard)`, and what they read. */
  @MayBeUndefined()
  @IsListOf('class decorators', isFunction)
  declare decorators?: ClassDecorator[] | undefined;

  /** What protects the console when the decorators have no guards, in words, such as `'a global guard'`. */
  @MayBeUndefined()
  @MustBe('a few words', (words) => typeof words === 'string' && words.trim() !== '')
  declare guardedBy?: string | undefined;

  /** The name of the operator, for the audit log. Default: none is recorded. */
  @MayBeUndefined()
  @MustBe('a function', isFunction)
  declare operator?:
    ((request: DcrConsoleRequest) => string | undefined | Promise<string | undefined>) | undefined;

  /** The name of your service, at the top of every page. Default: `'OAuth clients'`. */
  @MayBeUndefined()
  @MustBe('text', (title) => typeof title === 'string' && title.trim() !== '')
  declare title?: string | undefined;

  /** Where the link back to your own pages leads: a path or a URL. Default: there is no such link. */
  @MayBeUndefined()
  @MustBe('a path such as /admin, or a URL with http or https', isWebLink)
  declare homeUrl?: string | undefined;

  /** Whether the operator of a request may only look; every change is then refused. Default: `false`. */
  @MayBeUndefined()
  @MustBe('true, false or a function', (value) => typeof value === 'boolean' || isFunction(value))
  declare readOnly?: boolean | ((request: DcrConsoleRequest) => boolean | Promise<boolean>) | undefined;

  /** Origin under which browsers reach the application, such as `'https://example.com'`. Default: the request's own. */
  @MayBeUndefined()
  @MustBe('an origin such as https://example.com, without a path', isOrigin)
  declare origin?: string | undefined;

  /** Your own colors. Default: the console's. */
  @MayBeUndefined()
  @HasColors()
  declare variables?: ConsoleVariables | undefined;
}

/** The options with their defaults filled in. */
export interface ResolvedConsoleOptions {
  path: string;
  imports: NonNullable<ModuleMetadata['imports']>;
  decorators: ClassDecorator[];
  operator: NonNullable<DcrConsoleOptions['operator']>;
  title: string;
  homeUrl: string | undefined;
  readOnly: (request: DcrConsoleRequest) => boolean | Promise<boolean>;
  origin: string | undefined;
  stylesheet: Stylesheet;
}

/**
 * @param module for the message
 * @throws Error that names the option, the value and the fix
 */
export function resolveConsoleOptions(
  given: DcrConsoleOptions,
  module = 'DcrConsoleModule',
): ResolvedConsoleOptions {
  checkMembers(given, module);
  const { path = 'admin/clients', readOnly = false, operator = () => undefined } = given;
  return {
    path: path.split('/').filter(Boolean).join('/'),
    imports: given.imports ?? [],
    decorators: given.decorators ?? [],
    operator,
    title: given.title ?? 'OAuth clients',
    homeUrl: given.homeUrl,
    readOnly: typeof readOnly === 'function' ? readOnly : () => readOnly,
    origin: given.origin,
    stylesheet: stylesheetWith(given.variables ?? {}),
  };
}

function checkMembers(given: DcrConsoleOptions, module: string): void {
  // "It" is the value, which the message names before.
  const plan = compilePlan(DcrConsoleOptionsDto).map((member) => ({ ...member, wireName: 'it' }));
  const names = plan.map(({ property }) => property);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(`${module} has no option "${unknown}". The options are: ${names.join(', ')}.`);
  for (const member of plan) {
    const value = given[member.property as keyof DcrConsoleOptions];
    const problem = problemOf(member, value);
    if (!problem) continue;
    const shown = inspect(value, { depth: 1, breakLength: Infinity, maxStringLength: 100 });
    throw new Error(`${module} option "${member.property}": got ${shown}, but ${problem}.`);
  }
}

function isWebLink(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  return /^\/(?![/\\])/.test(value) || (/^https?:\/\//i.test(value) && URL.canParse(value));
}

function isOrigin(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    /^https?:\/\//.test(value) &&
    URL.canParse(value) &&
    new URL(value).origin === value
  );
}

function HasColors(): PropertyDecorator {
  return memberRule('hasColors', problemOfVariables);
}
