import type { Problem } from '../../validation/member-rule.js';
import { COLORS } from './colors.style.js';

/**
 * Colors of the console, by the name of their CSS variable, with or without the leading dashes. A value is a hexadecimal
 * color, a name, or a function such as `rgb(…)`, `oklch(…)` or `light-dark(…, …)`.
 *
 * @see docs/console.md#colors
 */
export type ConsoleVariables = Record<string, string>;

/** The variables that can be set: every color of the stylesheet. */
const NAMES: readonly string[] = [
  ...new Set([...COLORS.matchAll(/--([\w-]+): #/g)].map(([, name = '']) => name)),
];

/** No character that could end the declaration, start another one or load anything. */
const PLAIN_COLOR =
  '(?:#[\\da-f]{3,8}|[a-z]{3,30}|(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\\([\\da-z.%/, +-]{1,80}\\))';
const COLOR = new RegExp(`^(?:${PLAIN_COLOR}|light-dark\\( ?${PLAIN_COLOR} ?, ?${PLAIN_COLOR} ?\\))$`, 'i');

/** Completes "must": the first thing that is wrong with the value of the option. */
export function problemOfVariables(value: unknown): Problem {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'must be an object such as { accent: "#0b7a4b" }';
  for (const [name, color] of Object.entries(value as Record<string, unknown>)) {
    if (!NAMES.includes(name.replace(/^--/, '')))
      return `must not have "${name}"; the colors are: ${NAMES.join(', ')}`;
    if (typeof color !== 'string' || !COLOR.test(color))
      return `must have a CSS color as "${name}", such as #0b7a4b, rgb(11 122 75) or light-dark(#0b7a4b, #5ed3a0)`;
  }
  return undefined;
}
