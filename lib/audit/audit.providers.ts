import type { Provider } from '@nestjs/common';
import { AuditLog } from './audit.log.js';
import { FloodCountWriter } from './flood-count.writer.js';
import { RejectionFloods } from './rejection.floods.js';
import { RejectionRecorder } from './rejection.recorder.js';

export const auditProviders: Provider[] = [AuditLog, RejectionFloods, RejectionRecorder, FloodCountWriter];
