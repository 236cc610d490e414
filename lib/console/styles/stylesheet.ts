import { createHash } from 'node:crypto';
import type { ConsoleVariables } from './variables.js';
import { COLORS } from './colors.style.js';
import { FORMS } from './forms.style.js';
import { HEADER } from './header.style.js';
import { OVERVIEW } from './overview.style.js';
import { PAGE } from './page.style.js';
import { PARTS } from './parts.style.js';
import { PHONE } from './phone.style.js';
import { TABLES } from './tables.style.js';

export interface Stylesheet {
  text: string;
  /** Part of its URL, so that browsers may keep it forever. */
  version: string;
}

/** The stylesheet of the console, with the application's own colors last. */
export function stylesheetWith(variables: ConsoleVariables): Stylesheet {
  const own = Object.entries(variables).map(([name, value]) => `  --${name.replace(/^--/, '')}: ${value};\n`);
  const parts = [COLORS, PAGE, HEADER, PARTS, OVERVIEW, FORMS, TABLES, PHONE];
  const text = [...parts, own.length > 0 ? `:root {\n${own.join('')}}\n` : ''].join('\n');
  return { text, version: createHash('sha256').update(text).digest('base64url').slice(0, 12) };
}
