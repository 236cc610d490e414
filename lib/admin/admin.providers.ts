import type { Provider } from '@nestjs/common';
import { DcrAdminService } from './admin.service.js';
import { SettingsReader } from './settings.reader.js';

/** `AdminOperations` is not here: `DcrAdminService` makes it at its first use. */
export const adminProviders: Provider[] = [DcrAdminService, SettingsReader];
