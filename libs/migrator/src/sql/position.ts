/** Both count from 1; a column is a character as an editor counts it. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where an offset (in UTF-16 units) lies in a text. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return {
    line: before.split('\n').length,
    column: [...before.slice(lineStart)].length + 1,
  };
}

/** PostgreSQL counts characters from 1; strings count UTF-16 units from 0. */
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
