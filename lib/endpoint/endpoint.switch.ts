import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { EndpointLocation } from '../http/endpoint.location.js';

/**
 * Removes the endpoint from an application that has not enabled it, so that the application answers its own 404. A
 * factory may return the options after the module was built with its controller, so remove the controller before Nest
 * registers the routes.
 */
@Injectable()
export class EndpointSwitch {
  constructor(
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
    private readonly location: EndpointLocation,
    private readonly modules: ModulesContainer,
  ) {}

  /** @throws Error when the endpoint cannot be served at its path */
  apply(): void {
    if (this.options.enabled) this.location.check();
    else this.removeController();
  }

  private removeController(): void {
    for (const module of this.modules.values()) {
      if (module.providers.get(EndpointSwitch)?.instance === this) module.controllers.clear();
    }
  }
}
