import type { Provider } from '@nestjs/common';
import { ClientUseRecorder } from './client-use.recorder.js';
import { ClientRows } from './client.rows.js';
import { DcrClientService } from './client.service.js';

export const clientsProviders: Provider[] = [DcrClientService, ClientRows, ClientUseRecorder];
