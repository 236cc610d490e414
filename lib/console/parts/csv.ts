/** The start of a cell that spreadsheets evaluate as a formula, including full-width signs. */
const FORMULA = /^[\t\r\n ]*[=+\-@＝＋－＠|%]|^[\t\r\n]/;

/** In many countries, spreadsheets end a cell at a semicolon, and then read quotation marks as text. */
const FORMULA_AFTER_SEPARATOR = /([;\t\r\n]["\s]*)(?=[=+\-@＝＋－＠|%])/g;

/** One line of RFC 4180. Cells may come from clients, so formulas are escaped. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: unknown): string {
  const text = toText(value).replace(FORMULA_AFTER_SEPARATOR, "$1'");
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}
