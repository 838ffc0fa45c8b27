import { RECORD_MAX_CHARACTERS } from './account-file.js';

/** A row of a CSV file (RFC 4180) or its fault, with the line in which it begins. */
export type CsvRow =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly problem: string };

/** If CR alone counted as part of a cell, the whole file would be one row. */
const RETURN_ALONE = 'ends with CR alone: save the file with LF or CR LF at the end of its lines';

type State = 'start' | 'plain' | 'quoted' | 'quote';

/** Parses a CSV file character by character, so that a file of any size needs little memory. */
export class CsvReader {
  private state: State = 'start';
  private cells: string[] = [];
  private cell = '';
  private size = 0;
  private line = 1;
  private rowLine = 1;
  private problem: string | null = null;
  private isAfterReturn = false;

  constructor(private readonly separator: string) {}

  /** The rows that end within this text. */
  *read(text: string): Generator<CsvRow> {
    for (const character of text) {
      const row = this.take(character);
      if (row) yield row;
    }
  }

  /** The last row, when the file does not end with a line break. */
  *end(): Generator<CsvRow> {
    if (this.state === 'quoted') this.problem ??= 'a quoted field is not closed';
    const row = this.size === 0 ? null : this.endRow();
    if (row) yield row;
  }

  private take(character: string): CsvRow | null {
    const isBreak = character === '\n';
    if (this.isAfterReturn && !isBreak) this.problem ??= RETURN_ALONE;
    this.isAfterReturn = character === '\r' && this.state !== 'quoted';
    if (isBreak) this.line += 1;
    this.size += 1;
    if (this.size > RECORD_MAX_CHARACTERS) this.dropRow();
    if (isBreak && this.state !== 'quoted') return this.endRow();
    this.add(character);
    return null;
  }

  private add(character: string): void {
    switch (this.state) {
      case 'quoted':
        if (character === '"') this.state = 'quote';
        else this.cell += character;
        return;
      case 'quote':
        return this.afterQuote(character);
      case 'start':
        if (character === '"') {
          this.state = 'quoted';
          return;
        }
        this.state = 'plain';
        return this.addPlain(character);
      case 'plain':
        return this.addPlain(character);
    }
  }

  private addPlain(character: string): void {
    if (character === this.separator) return this.endCell();
    if (character === '"') this.problem ??= 'a quote stands inside a field that is not quoted';
    this.cell += character;
  }

  private afterQuote(character: string): void {
    if (character === '"') {
      this.cell += '"';
      this.state = 'quoted';
    } else if (character === this.separator) {
      this.endCell();
    } else if (character !== '\r') {
      this.problem ??= 'something stands behind a closing quote';
    }
  }

  private endCell(): void {
    this.cells.push(this.cell);
    this.cell = '';
    this.state = 'start';
  }

  /** Drops the row up to the next line break. */
  private dropRow(): void {
    this.problem ??= `is longer than ${RECORD_MAX_CHARACTERS} characters, or a quote is not closed`;
    this.cell = '';
    this.cells = [];
    this.state = 'plain';
  }

  private endRow(): CsvRow | null {
    const last = this.state === 'plain' ? this.cell.replace(/\r$/, '') : this.cell;
    const cells = [...this.cells, last];
    const { rowLine: line, problem } = this;
    Object.assign(this, { state: 'start', cells: [], cell: '', size: 0, problem: null });
    this.isAfterReturn = false;
    this.rowLine = this.line;
    if (problem !== null) return { line, problem };
    const isEmpty = cells.length === 1 && last === '';
    return isEmpty ? null : { line, cells };
  }
}

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
