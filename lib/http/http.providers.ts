import type { Provider } from '@nestjs/common';
import { EndpointLocation } from './endpoint.location.js';
import { DCR_PATH } from './tokens.js';

/** @param path the endpoint's route, as in the option `path` */
export function httpProviders(path: string): Provider[] {
  return [{ provide: DCR_PATH, useValue: path }, EndpointLocation];
}
