import type { Provider } from '@nestjs/common';
import { DCR_PATH, EndpointLocation } from './endpoint.location.js';

/** @param path the endpoint's route, as in the option `path` */
export function httpProviders(path: string): Provider[] {
  return [{ provide: DCR_PATH, useValue: path }, EndpointLocation];
}
