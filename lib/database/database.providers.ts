import type { Provider } from '@nestjs/common';
import { DcrDatabase } from './dcr-database.js';

export const databaseProviders: Provider[] = [DcrDatabase];
