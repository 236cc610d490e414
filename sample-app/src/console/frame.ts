import type { DcrStatistics } from 'nestjs-dcr';
import type { Visit } from './sign-in/visit.js';

/** What every page shows around its content. */
export interface Frame {
  /** What people know the service by. */
  service: string;
  visit: Visit;
  /** What an operator must not overlook, whatever page they are on. */
  state: Pick<DcrStatistics, 'paused' | 'cap' | 'pending'>;
}
