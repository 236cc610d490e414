import type { Provider } from '@nestjs/common';
import { ClientCapacityService } from './client-capacity.service.js';
import { PolicyRunner } from './policy.runner.js';
import { RegistrationDecider } from './registration.decider.js';
import { DcrRegistrationService } from './registration.service.js';
import { RegistrationStore } from './registration.store.js';
import { RegistrationSwitch } from './registration.switch.js';

export const registrationProviders: Provider[] = [
  DcrRegistrationService,
  PolicyRunner,
  RegistrationDecider,
  RegistrationStore,
  RegistrationSwitch,
  ClientCapacityService,
];
