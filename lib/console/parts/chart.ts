import { html, type Html } from './html.js';
import { number } from './words.js';

const HEIGHT = 100;
const STEP = 10;
const GAP = 2;

/** One segment of each day's bar: its name, and the CSS class for its color. */
export interface Series {
  name: string;
  className: string;
  values: number[];
}

export interface Chart {
  title: string;
  days: Date[];
  series: Series[];
  /** Where the bar of a day leads. */
  linkOf?: (day: Date) => string;
}

/** A bar chart with one bar per day, drawn on the server. A summary for screen readers and a table have the same numbers. */
export function chart(shown: Chart): Html {
  const { title, days, series } = shown;
  const totals = days.map((_, at) => sum(series.map(({ values }) => values[at] ?? 0)));
  const highest = Math.max(...totals, 0);
  const total = sum(totals);
  const summary = `${title}: ${number(total)} in ${days.length} days, at most ${number(highest)} per day`;
  return html`<figure class="chart">
    <figcaption><span>${title}</span><strong>${number(total)}</strong></figcaption>
    <div class="plot">
      <span class="most" aria-hidden="true">${number(highest)}</span>
      <svg
        role="img"
        aria-label="${summary}"
        viewBox="0 0 ${days.length * STEP} ${HEIGHT}"
        preserveAspectRatio="none"
      >
        ${days.map((day, at) => bar(day, at, series, highest))}
      </svg>
      ${dayLinks(shown)}
    </div>
    <div class="axis" aria-hidden="true">
      <span>${label(days[0])}</span><span>${label(days.at(-1))}</span>
    </div>
    ${series.length > 1 ? legend(series) : undefined}
  </figure>`;
}

/** Over the bars, but not stops of the keyboard: the table below the charts has the same links. */
function dayLinks({ days, series, linkOf }: Chart): Html | undefined {
  if (!linkOf) return undefined;
  return html`<div class="days" aria-hidden="true">
    ${days.map((day, at) => html`<a href="${linkOf(day)}" tabindex="-1" title="${inWords(day, at, series)}"></a>`)}
  </div>`;
}

function inWords(day: Date, at: number, series: Series[]): string {
  return `${label(day)}: ${series.map(({ name, values }) => `${name} ${values[at] ?? 0}`).join(', ')}`;
}

function bar(day: Date, at: number, series: Series[], highest: number): Html {
  let top = HEIGHT;
  const parts = series.flatMap(({ className, values }) => {
    const value = values[at] ?? 0;
    if (value === 0) return [];
    // Keep small values visible.
    const height = Math.max((value / highest) * HEIGHT, 1.5);
    top -= height;
    return html`<rect
      class="${className}"
      x="${at * STEP + GAP / 2}"
      y="${top.toFixed(2)}"
      width="${STEP - GAP}"
      height="${height.toFixed(2)}"
    />`;
  });
  return html`<g>
    <title>${inWords(day, at, series)}</title>
    <rect class="ground" x="${at * STEP}" y="0" width="${STEP}" height="${HEIGHT}" />
    ${parts}
  </g>`;
}

function legend(series: Series[]): Html {
  return html`<ul class="legend">
    ${series.map(
      ({ name, className, values }) =>
        html`<li><span class="key ${className}"></span>${name} <strong>${number(sum(values))}</strong></li>`,
    )}
  </ul>`;
}

function label(day: Date | undefined): string {
  return day?.toLocaleDateString('en', { day: 'numeric', month: 'short', timeZone: 'UTC' }) ?? '';
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
