import type { Provider } from '@nestjs/common';
import { RuleBookReader } from './rule-book.reader.js';

export const rulesProviders: Provider[] = [RuleBookReader];
