import type { Provider } from '@nestjs/common';
import { ClientCapacityService } from './client-capacity.service.js';
import { PolicyRunner } from './policy.runner.js';
import { RegistrationDecider } from './registration.decider.js';
import { PreregistrationService } from './preregistration.service.js';
import { DcrRegistrationService } from './registration.service.js';
import { RegistrationExplainer } from './registration.explainer.js';
import { RegistrationStore } from './registration.store.js';
import { RegistrationSwitch } from './registration.switch.js';
import { SharedClientStore } from './shared-client.store.js';

export const registrationProviders: Provider[] = [
  DcrRegistrationService,
  PolicyRunner,
  RegistrationDecider,
  RegistrationStore,
  RegistrationExplainer,
  SharedClientStore,
  PreregistrationService,
  RegistrationSwitch,
  ClientCapacityService,
];
