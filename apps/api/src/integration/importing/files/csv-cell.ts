/** A spreadsheet runs a cell that begins so as a formula. Any caller can register with such a name. */
const FORMULA = /^[=+\-@\t\r]/;
const GUARDED = /^'(?=[=+\-@\t\r])/;

/** Encodes a cell: never as a formula, and quoted where necessary. */
export function toCsvCell(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",;\r\n]/.test(safe) || /^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The inverse of `toCsvCell`, after the quotes are removed. */
export const fromCsvCell = (cell: string): string => cell.replace(GUARDED, '');
