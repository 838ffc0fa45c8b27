/**
 * `newer`: applied, missing here and newer than every file: a newer release has used this database. `release`: the
 * schema needs a later release than this one. `unreadable`: not a UTF-8 file. `script`: SQL that cannot be run here.
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

/** A problem of the files, or between them and the database, that stops every change. */
export interface Problem {
  readonly kind: ProblemKind;
  /** The path of the file. */
  readonly file: string;
  /** The fourteen digits, if the file has them. */
  readonly version: string | null;
  readonly message: string;
}
