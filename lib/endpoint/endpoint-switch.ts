import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { DCR_OPTIONS } from '../options/tokens.js';

/**
 * Takes the endpoint out of a host that has not enabled it. The options may come from a factory, after the module
 * was built with its controller, so the controller is removed before its routes are made: then the path is unknown
 * to the host's router like any other, with the host's own 404.
 */
@Injectable()
export class EndpointSwitch {
  constructor(
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
    private readonly modules: ModulesContainer,
  ) {}

  apply(): void {
    if (this.options.enabled) return;
    for (const module of this.modules.values()) {
      if (module.providers.get(EndpointSwitch)?.instance === this) module.controllers.clear();
    }
  }
}
