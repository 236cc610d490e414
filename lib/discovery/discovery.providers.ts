import type { Provider } from '@nestjs/common';
import { DcrMetadataService } from './metadata.service.js';

export const discoveryProviders: Provider[] = [DcrMetadataService];
