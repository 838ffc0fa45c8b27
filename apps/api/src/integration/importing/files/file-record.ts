/** One record of a file, or its fault; a record with a fault has no fields. */
export type FileRecord =
  | { readonly line: number; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly problem: string };

/** A longer record is refused: otherwise an unclosed quote would make the rest of the file one field. */
export const RECORD_MAX_CHARACTERS = 65_536;

/** The formats of account files. */
export const FILE_FORMATS = ['csv', 'ndjson'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** The file as a whole cannot be read. */
export class UnreadableFile extends Error {
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
    this.name = 'UnreadableFile';
  }
}
