import type { Provider } from '@nestjs/common';
import { DcrAdminService } from './admin.service.js';
import { AuditListingService } from './audit-listing.service.js';
import { BulkService } from './bulk.service.js';
import { ClientLifecycleService } from './client-lifecycle.service.js';
import { ClientListingService } from './client-listing.service.js';
import { ClientDetailsReader } from './client-details.reader.js';
import { ClientExplainer } from './client.explainer.js';
import { RedirectHostListingService } from './redirect-host-listing.service.js';
import { RefusedClientsFinder } from './refused-clients.finder.js';
import { RuleListingService } from './rule-listing.service.js';
import { RulesService } from './rules.service.js';
import { SessionEndingService } from './session-ending.service.js';
import { SessionListingService } from './session-listing.service.js';
import { SettingsReader } from './settings.reader.js';
import { DayStatisticsReader } from './day-statistics.reader.js';
import { StatisticsService } from './statistics.service.js';

export const adminProviders: Provider[] = [
  DcrAdminService,
  ClientListingService,
  RedirectHostListingService,
  ClientLifecycleService,
  ClientDetailsReader,
  ClientExplainer,
  BulkService,
  RefusedClientsFinder,
  AuditListingService,
  RulesService,
  RuleListingService,
  SessionListingService,
  SessionEndingService,
  StatisticsService,
  DayStatisticsReader,
  SettingsReader,
];
