import type { Group } from '../context.js';
import { accepted } from './accepted.js';
import { alone } from './alone.js';
import { console } from './console.js';
import { documents } from './documents.js';
import { flood } from './flood.js';
import { hosts } from './hosts.js';
import { memory } from './memory.js';
import { scale } from './scale.js';
import { shared } from './shared.js';
import { start } from './start.js';
import { sweep } from './sweep.js';

export const groups: Group[] = [
  accepted,
  alone,
  flood,
  start,
  shared,
  hosts,
  console,
  scale,
  sweep,
  memory,
  documents,
];
