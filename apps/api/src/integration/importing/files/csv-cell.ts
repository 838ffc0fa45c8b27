/** A spreadsheet takes what begins so for a formula and runs it; a stranger may have registered with such a name. */
const FORMULA = /^[=+\-@\t\r]/;
const GUARDED = /^'(?=[=+\-@\t\r])/;

/** A cell as it is written: no formula, quoted where it must be. */
export function toCsvCell(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",;\r\n]/.test(safe) || /^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What `toCsvCell` was given. */
export const fromCsvCell = (cell: string): string => cell.replace(GUARDED, '');
