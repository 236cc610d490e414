import type { DcrClientSource } from '../../clients/client.entity.js';

/** Where clients come from, in words. */
export const SOURCES: Record<DcrClientSource, string> = {
  dcr: 'Self-registered',
  cimd: 'Metadata document',
  manual: 'Manual',
};
