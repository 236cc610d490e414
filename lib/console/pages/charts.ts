import type { DayStatistics } from '../../admin/day-statistics.reader.js';
import type { DcrStatistics } from '../../admin/statistics.service.js';
import { html, type Html } from '../parts/html.js';
import { chart, type Series } from '../parts/chart.js';
import { month } from '../parts/month.js';
import { reasonClass, reasonInWords } from '../parts/reasons.js';
import { number } from '../parts/words.js';

const LIMITED = 'slow_down';

/** Four charts, so that a flood of limited attempts does not dwarf the other numbers. */
export function charts(statistics: DcrStatistics): Html {
  const all = month(statistics.days);
  const days = all.map(({ day }) => day);
  const one = (name: string, className: string, value: (day: DayStatistics) => number): Series[] => [
    { name, className, values: all.map(value) },
  ];
  return html`<section aria-labelledby="month">
    <h2 id="month">The last 30 days</h2>
    <div class="charts">
      ${chart({ title: 'Registered', days, series: one('registered', 'good', (day) => day.registrations) })}
      ${chart({ title: 'Rejected, by reason', days, series: refusals(statistics, all) })}
      ${chart({ title: 'Limited', days, series: one('attempts', 'reason-slow_down', limited) })}
      ${chart({ title: 'Cleaned up', days, series: one('clients', 'cleaned-up', (day) => day.cleanedUp) })}
    </div>
    ${numbers(all)}
  </section>`;
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

function numbers(days: DayStatistics[]): Html {
  return html`<details class="numbers">
    <summary>Show as a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="The last 30 days in numbers">
      <table>
        <thead>
          <tr>
            <th scope="col">Day (UTC)</th>
            <th scope="col" class="right">Registered</th>
            <th scope="col" class="right">Rejected</th>
            <th scope="col" class="right">Limited</th>
            <th scope="col" class="right">Cleaned up</th>
          </tr>
        </thead>
        <tbody>
          ${days.toReversed().map(numbersRow)}
        </tbody>
      </table>
    </div>
  </details>`;
}

function numbersRow(day: DayStatistics): Html {
  return html`<tr>
    <th scope="row">${day.day.toISOString().slice(0, 10)}</th>
    <td class="right">${number(day.registrations)}</td>
    <td class="right">${number(day.rejections - limited(day))}</td>
    <td class="right">${number(limited(day))}</td>
    <td class="right">${number(day.cleanedUp)}</td>
  </tr>`;
}
