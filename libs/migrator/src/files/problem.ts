/**
 * `newer`: applied, missing here, and newer than every file: a newer release was at this database.
 * `release`: the schema needs a later release than this one.
 * `unreadable`: not a file of UTF-8. `script`: SQL that cannot be run here.
 */
export type ProblemKind =
  | 'misnamed'
  | 'duplicate'
  | 'unpaired'
  | 'unreadable'
  | 'script'
  | 'empty'
  | 'changed'
  | 'missing'
  | 'newer'
  | 'release';

/** Something about the files, or between them and the database, that stops every change. */
export interface Problem {
  readonly kind: ProblemKind;
  /** The file that it is about, as a path. */
  readonly file: string;
  /** The fourteen digits, when the file has them. */
  readonly version: string | null;
  readonly message: string;
}
