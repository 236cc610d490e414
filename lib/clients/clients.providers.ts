import type { Provider } from '@nestjs/common';
import { ClientUseRecorder } from './client-use.recorder.js';
import { ClientRows } from './client.rows.js';
import { DcrClientService } from './client.service.js';
import { SharedClientRows } from './shared-client.rows.js';

export const clientsProviders: Provider[] = [
  DcrClientService,
  ClientRows,
  SharedClientRows,
  ClientUseRecorder,
];
