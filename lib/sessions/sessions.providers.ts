import type { Provider } from '@nestjs/common';
import { SessionOpeningService } from './session-opening.service.js';
import { SessionRevocationService } from './session-revocation.service.js';

export const sessionsProviders: Provider[] = [SessionOpeningService, SessionRevocationService];
