import type { DayStatistics } from '../../admin/day-statistics.reader.js';
import type { DcrStatistics } from '../../admin/statistics.service.js';
import { DAY_MS } from '../../async/durations.js';
import type { Visit } from '../visit.js';
import { html, type Html } from '../parts/html.js';
import { chart, type Series } from '../parts/chart.js';
import { withoutGaps } from '../parts/days.js';
import { reasonClass, reasonInWords } from '../parts/reasons.js';
import { number } from '../parts/words.js';

const LIMITED = 'slow_down';

/** Several charts, so that a flood of limited attempts does not dwarf the other numbers. */
export function charts(visit: Visit, statistics: DcrStatistics, range: number): Html {
  const all = withoutGaps(statistics.days, range);
  const hasDocuments = all.some(({ discoveries }) => discoveries > 0) || statistics.bySource.cimd > 0;
  const days = all.map(({ day }) => day);
  const one = (name: string, className: string, value: (day: DayStatistics) => number): Series[] => [
    { name, className, values: all.map(value) },
  ];
  return html`<section aria-labelledby="range">
    <h2 id="range">The last ${range} days</h2>
    <div class="charts">
      ${chart({ title: 'Registered', days, series: one('registered', 'good', (day) => day.registrations), linkOf: dayLink(visit, { type: 'client.registered' }) })}
      ${hasDocuments ? chart({ title: 'Discovered', days, series: one('discovered', 'discovered', (day) => day.discoveries), linkOf: dayLink(visit, { type: 'client.discovered' }) }) : undefined}
      ${chart({ title: 'Rejected, by reason', days, series: refusals(statistics, all), linkOf: dayLink(visit, { outcome: 'rejected' }) })}
      ${chart({ title: 'Limited', days, series: one('attempts', 'reason-slow_down', limited), linkOf: dayLink(visit, { error: LIMITED }) })}
      ${chart({ title: 'Cleaned up', days, series: one('clients', 'cleaned-up', (day) => day.cleanedUp), linkOf: dayLink(visit, { type: 'client.cleaned_up' }) })}
    </div>
    ${numbers(visit, all, hasDocuments)}
  </section>`;
}

/** The events of one day in the audit. */
function dayLink(visit: Visit, view: Record<string, string> = {}): (day: Date) => string {
  return (day) =>
    visit.link('audit', { ...view, from: timeField(day.getTime()), to: timeField(day.getTime() + DAY_MS) });
}

/** As in a `datetime-local` field. */
function timeField(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16);
}

function refusals({ rejectionsByError }: DcrStatistics, days: DayStatistics[]): Series[] {
  const errors = Object.keys(rejectionsByError).filter((error) => error !== LIMITED);
  const ordered = errors.toSorted((a, b) => rejectionsByError[b]! - rejectionsByError[a]!);
  return ordered.map((error) => ({
    name: reasonInWords(error),
    className: reasonClass(error),
    values: days.map((day) => day.rejectionsByError[error] ?? 0),
  }));
}

function limited(day: DayStatistics): number {
  return day.rejectionsByError[LIMITED] ?? 0;
}

function numbers(visit: Visit, days: DayStatistics[], hasDocuments: boolean): Html {
  return html`<details class="numbers">
    <summary>Show as a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="The last ${days.length} days in numbers">
      <table>
        <thead>
          <tr>
            <th scope="col">Day (UTC)</th>
            <th scope="col" class="right">Registered</th>
            ${hasDocuments ? html`<th scope="col" class="right">Discovered</th>` : undefined}
            <th scope="col" class="right">Rejected</th>
            <th scope="col" class="right">Limited</th>
            <th scope="col" class="right">Cleaned up</th>
          </tr>
        </thead>
        <tbody>
          ${days.toReversed().map((day) => numbersRow(visit, day, hasDocuments))}
        </tbody>
      </table>
    </div>
  </details>`;
}

function numbersRow(visit: Visit, day: DayStatistics, hasDocuments: boolean): Html {
  return html`<tr>
    <th scope="row"><a href="${dayLink(visit)(day.day)}">${day.day.toISOString().slice(0, 10)}</a></th>
    <td class="right">${number(day.registrations)}</td>
    ${hasDocuments ? html`<td class="right">${number(day.discoveries)}</td>` : undefined}
    <td class="right">${number(day.rejections - limited(day))}</td>
    <td class="right">${number(limited(day))}</td>
    <td class="right">${number(day.cleanedUp)}</td>
  </tr>`;
}
