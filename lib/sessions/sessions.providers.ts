import type { Provider } from '@nestjs/common';
import { SessionOpeningService } from './session-opening.service.js';
import { SessionRevocationService } from './session-revocation.service.js';
import { DcrSessionService } from './session.service.js';
import { SessionUseRecorder } from './session-use.recorder.js';

export const sessionsProviders: Provider[] = [
  DcrSessionService,
  SessionOpeningService,
  SessionRevocationService,
  SessionUseRecorder,
];
