import { Inject, Injectable, RequestMethod } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { routerSpelling } from './router-spelling.js';
import { DCR_PATH } from './tokens.js';

/** Where `RouterModule` leaves the path of a module; Nest has no public name for it. */
const MODULE_PATH = '__module_path__';

/** Knows where the registration endpoint answers: the global prefix is final only when routes are made. */
@Injectable()
export class EndpointLocation {
  private spelling?: (url: string) => string;
  private own?: string;

  constructor(
    @Inject(DCR_PATH) private readonly path: string,
    private readonly config: ApplicationConfig,
    private readonly modules: ModulesContainer,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  /** The full path, such as `/api/register`. Ask only after the application has begun to initialize. */
  pathname(): string {
    const path = join(this.modulePath(), this.path);
    return this.isExcludedFromPrefix(path) ? path : join(this.config.getGlobalPrefix(), path);
  }

  /** Will the host's router bring this request to the endpoint? */
  matches(url: string): boolean {
    this.spelling ??= routerSpelling(this.adapterHost.httpAdapter);
    this.own ??= this.spelling(this.pathname());
    return url === this.own || this.spelling(url) === this.own;
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
