import type { DcrStatistics } from '../admin/statistics.service.js';
import type { ResolvedConsoleOptions } from './console-options.js';
import type { Visit } from './visit.js';

/** The data for the frame around the content of every page. */
export interface Frame {
  options: Pick<ResolvedConsoleOptions, 'title' | 'homeUrl' | 'stylesheet'>;
  visit: Visit;
  /** Shown as alerts on every page. */
  state: Pick<DcrStatistics, 'paused' | 'discoveryPaused' | 'cap' | 'pending'>;
}
