/** A spreadsheet takes a cell that begins so for a formula, and runs it. Full-width forms of the signs count too. */
const FORMULA = /^[\t\r\n ]*[=+\-@＝＋－＠|%]|^[\t\r\n]/;

/** One line of RFC 4180, whose cells no spreadsheet runs: strangers wrote some of them. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: unknown): string {
  const text = toText(value);
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}
