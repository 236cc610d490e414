import { html, type Html } from './html.js';

const UNITS: [length: number, name: Intl.RelativeTimeFormatUnit][] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** `3 hours ago`, with the exact time as a tooltip. */
export function ago(date: Date | null, otherwise = 'never'): Html {
  if (!date) return html`<span class="faint">${otherwise}</span>`;
  const age = Date.now() - date.getTime();
  const [length, unit] = UNITS.find(([each]) => age >= each) ?? [];
  const words = length && unit ? relative.format(-Math.floor(age / length), unit) : 'just now';
  return html`<time datetime="${date.toISOString()}" title="${utc(date)}">${words}</time>`;
}

/** `in 3 hours`, with the exact time as a tooltip. */
export function ahead(date: Date): Html {
  const left = date.getTime() - Date.now();
  const [length, unit] = UNITS.find(([each]) => left >= each) ?? [];
  const words = length && unit ? relative.format(Math.floor(left / length), unit) : 'in a moment';
  return html`<time datetime="${date.toISOString()}" title="${utc(date)}">${words}</time>`;
}

/** Without the time zone, for a column whose heading says UTC. */
export function moment(date: Date): Html {
  return html`<time datetime="${date.toISOString()}">${utc(date).replace(' UTC', '')}</time>`;
}

/** `2026-11-23 08:30:12 UTC` */
export function utc(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A duration in ms, in its largest whole unit. */
export function duration(length: number): string {
  const [size, unit] = UNITS.find(([each]) => length % each === 0) ?? [1_000, 'second'];
  const value = length / size;
  return `${value} ${unit}${value === 1 ? '' : 's'}`;
}
