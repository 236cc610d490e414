import type { Provider } from '@nestjs/common';
import { DcrThrottlerGuard } from './dcr-throttler.guard.js';
import { EndpointMiddleware } from './endpoint.middleware.js';
import { EndpointSwitch } from './endpoint.switch.js';
import { FloodGate } from './flood.gate.js';
import { WellKnownRoutes } from './well-known.routes.js';

export const endpointProviders: Provider[] = [
  EndpointMiddleware,
  EndpointSwitch,
  DcrThrottlerGuard,
  FloodGate,
  WellKnownRoutes,
];
