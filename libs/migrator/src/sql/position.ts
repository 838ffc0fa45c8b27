/** Line and column from 1; a column is a character. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const LINE_FEED = 0x0a;
const RETURN = 0x0d;

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** Positions in a text. For growing offsets the text is read once in total; a line ends at LF, CR LF or CR. */
export class Positions {
  private offset = 0;
  private line = 1;
  private column = 1;

  constructor(private readonly text: string) {}

  /** The position of an offset in UTF-16 units. */
  at(offset: number): Position {
    if (offset < this.offset) this.restart();
    const end = Math.min(offset, this.text.length);
    while (this.offset < end) this.pass();
    return { line: this.line, column: this.column };
  }

  private restart(): void {
    this.offset = 0;
    this.line = this.column = 1;
  }

  private pass(): void {
    const unit = this.text.charCodeAt(this.offset);
    this.offset += 1;
    const endsLine =
      unit === LINE_FEED || (unit === RETURN && this.text.charCodeAt(this.offset) !== LINE_FEED);
    if (endsLine) {
      this.line += 1;
      this.column = 1;
    } else if (!isLowSurrogate(unit)) {
      this.column += 1;
    }
  }
}

/** The position of one offset in UTF-16 units. */
export const positionAt = (text: string, offset: number): Position =>
  new Positions(text).at(offset);

/** Converts PostgreSQL's character position, from 1, to an offset in UTF-16 units, from 0. */
export function offsetOfCharacter(text: string, characterFromOne: number): number {
  let offset = 0;
  let character = 1;
  for (const symbol of text) {
    if (character >= characterFromOne) break;
    offset += symbol.length;
    character += 1;
  }
  return offset;
}
