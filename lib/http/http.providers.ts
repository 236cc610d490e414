import type { Provider } from '@nestjs/common';
import { EndpointLocation } from './endpoint.location.js';

export const httpProviders: Provider[] = [EndpointLocation];
