import type { Provider } from '@nestjs/common';
import { OnDemandLoader } from './on-demand.loader.js';

export const asyncProviders: Provider[] = [OnDemandLoader];
