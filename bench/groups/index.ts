import type { Group } from '../context.js';
import { accepted } from './accepted.js';
import { alone } from './alone.js';
import { documents } from './documents.js';
import { flood } from './flood.js';
import { memory } from './memory.js';
import { scale } from './scale.js';
import { start } from './start.js';
import { sweep } from './sweep.js';

export const groups: Group[] = [accepted, alone, flood, start, scale, sweep, memory, documents];
