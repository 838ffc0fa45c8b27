/** One record of a file, or what is wrong with it. Never both: half a record is none. */
export type FileRecord =
  | { readonly line: number; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly problem: string };

/** A record that is longer is refused: an open quote would otherwise swallow the rest of the file. */
export const RECORD_MAX_CHARACTERS = 65_536;

/** The forms of files of accounts. */
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
