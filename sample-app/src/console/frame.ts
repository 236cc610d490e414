import type { DcrStatistics } from 'nestjs-dcr';
import type { Visit } from './sign-in/visit.js';

/** The data for the frame around the content of every page. */
export interface Frame {
  /** The name of the service, as users know it. */
  service: string;
  visit: Visit;
  /** Shown as alerts on every page. */
  state: Pick<DcrStatistics, 'paused' | 'discoveryPaused' | 'cap' | 'pending'>;
}
