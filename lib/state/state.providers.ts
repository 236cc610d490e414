import type { Provider } from '@nestjs/common';
import { SharedState } from './shared.state.js';

export const stateProviders: Provider[] = [SharedState];
