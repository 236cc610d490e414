import { type Bar, show } from './result.js';

const WIDTH = 860;
const LABELS = 380;
const ROW = 30;
const TOP = 44;

/** Draws one bar per contender, with a line from the slowest to the fastest round. */
export function barChart(title: string, bars: Bar[]): string {
  const sorted = bars.toSorted((one, other) => other.value.median - one.value.median);
  const highest = Math.max(...bars.map(({ value }) => value.max));
  const x = (value: number) => LABELS + (value / highest) * (WIDTH - LABELS - 80);
  const height = TOP + sorted.length * ROW + 10;
  const rows = sorted.map(({ label, value, ours }, index) => {
    const y = TOP + index * ROW;
    const middle = y + ROW / 2;
    return [
      `<text x="${LABELS - 8}" y="${middle + 4}" text-anchor="end"${ours ? ' font-weight="bold"' : ''}>${escape(label)}</text>`,
      `<rect x="${LABELS}" y="${y + 5}" width="${round(x(value.median) - LABELS)}" height="${ROW - 10}" fill="${ours ? '#d9345b' : '#9aa5b1'}"/>`,
      `<path d="M${round(x(value.min))} ${middle}H${round(x(value.max))}M${round(x(value.min))} ${middle - 4}v8M${round(x(value.max))} ${middle - 4}v8" stroke="#222" fill="none"/>`,
      `<text x="${round(x(value.max)) + 8}" y="${middle + 4}">${show(value.median)}</text>`,
    ].join('\n  ');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">
  <rect width="${WIDTH}" height="${height}" fill="#fff"/>
  <text x="12" y="24" font-size="15" font-weight="bold">${escape(title)}</text>
  ${rows.join('\n  ')}
</svg>
`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
