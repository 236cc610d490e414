import { Inject, Injectable, RequestMethod } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { routerSpelling } from './router-spelling.js';

/** The route of the endpoint, as in the option `path`. */
export const DCR_PATH = Symbol('DCR_PATH');

/** Characters that routers read as a parameter, a wildcard or a pattern. */
const PATTERN = /[:*?+!(){}[\]\\]/;

/** Nest's `RouterModule` stores a module's path under this key, which Nest does not export. */
const MODULE_PATH = '__module_path__';

/** Knows the path of the registration endpoint. The global prefix is final only when Nest registers the routes. */
@Injectable()
export class EndpointLocation {
  private spelling?: (url: string) => string;
  private own?: string;

  constructor(
    @Inject(DCR_PATH) private readonly path: string,
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
    private readonly config: ApplicationConfig,
    private readonly modules: ModulesContainer,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  /** The full path, such as `/api/register`. Call it only once the application initializes. */
  pathname(): string {
    const path = join(this.modulePath(), this.path);
    return this.isExcludedFromPrefix(path) ? path : join(this.config.getGlobalPrefix(), path);
  }

  /**
   * Call it before routes are registered.
   *
   * @throws Error when the path is a pattern, or another import of the module has the same path
   */
  check(): void {
    const path = this.pathname();
    if (PATTERN.test(path)) {
      throw new Error(
        `DcrModule: the endpoint's path would be "${path}", but the endpoint needs a path without parameters. Take the ` +
          'parameter out of the global prefix or the RouterModule path, or exclude the endpoint from the prefix.',
      );
    }
    const others = this.others().filter((other) => this.matches(other.pathname()));
    if (others.length === 0) return;
    throw new Error(
      `DcrModule is imported more than once with the path "${path}". Import it once and share that module, or give each ` +
        'import a "path" of its own.',
    );
  }

  /** Whether the application's router routes this URL to the endpoint. */
  matches(url: string): boolean {
    this.spelling ??= routerSpelling(this.adapterHost.httpAdapter);
    this.own ??= this.spelling(this.pathname());
    return url === this.own || this.spelling(url) === this.own;
  }

  /** The endpoints that other imports of the module enable in this application. */
  private others(): EndpointLocation[] {
    return [...this.modules.values()]
      .map(({ providers }) => providers.get(EndpointLocation)?.instance as EndpointLocation | undefined)
      .filter((location) => location !== undefined)
      .filter((location) => location !== this && location.options.enabled);
  }

  private modulePath(): string {
    const { metatype } = this.ownModule() ?? {};
    if (!metatype) return '';
    const applicationId = (this.modules as { applicationId?: string }).applicationId ?? '';
    const read = (key: string) => Reflect.getMetadata(key, metatype) as string | undefined;
    return read(MODULE_PATH + applicationId) ?? read(MODULE_PATH) ?? '';
  }

  private ownModule() {
    return [...this.modules.values()].find(
      ({ providers }) => providers.get(EndpointLocation)?.instance === this,
    );
  }

  private isExcludedFromPrefix(path: string): boolean {
    const excluded = this.config.getGlobalPrefixOptions().exclude ?? [];
    return excluded.some(
      ({ requestMethod, pathRegex }) =>
        (requestMethod === RequestMethod.ALL || requestMethod === RequestMethod.POST) && pathRegex.test(path),
    );
  }
}

function join(...parts: string[]): string {
  const segments = parts.flatMap((part) => part.split('/')).filter((segment) => segment !== '');
  return `/${segments.join('/')}`;
}
