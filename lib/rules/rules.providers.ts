import type { Provider } from '@nestjs/common';
import { MatchingClientsCounter } from './matching-clients.counter.js';
import { RuleBookReader } from './rule-book.reader.js';
import { RuleStore } from './rule.store.js';

export const rulesProviders: Provider[] = [RuleBookReader, RuleStore, MatchingClientsCounter];
