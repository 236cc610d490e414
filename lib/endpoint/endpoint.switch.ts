import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { EndpointLocation } from '../http/endpoint.location.js';

/**
 * Removes the endpoint from an application that has not enabled it. The options may come from a factory, after the
 * module was built with its controller, so the controller is removed before its routes are made: then the router knows
 * no such path, and the application answers its own 404.
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
