import type { Provider } from '@nestjs/common';
import { ClientUseRecorder } from './client-use.recorder.js';
import { ClientRows } from './client.rows.js';

export const clientsProviders: Provider[] = [ClientRows, ClientUseRecorder];
