import { Inject, Injectable, RequestMethod } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { DCR_PATH } from './tokens.js';

/** Where `RouterModule` leaves the path of a module; Nest has no public name for it. */
const MODULE_PATH = '__module_path__';

/** Knows where the registration endpoint answers: the global prefix is final only when routes are made. */
@Injectable()
export class EndpointLocation {
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

  /** Will the host's router bring this request to the endpoint? Routers read a path more loosely than a string. */
  matches(url: string): boolean {
    const path = url.split(/[?#]/, 1)[0]!;
    const own = this.pathname();
    if (this.adapterHost.httpAdapter.getType() === 'fastify') return decoded(path) === own;
    return path.toLowerCase().replace(/\/$/, '') === own.toLowerCase();
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

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
