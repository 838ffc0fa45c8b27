/** The session that currently runs migrations. */
export interface LockHolder {
  readonly pid: number;
  readonly applicationName: string;
  /** ISO 8601; `null` if PostgreSQL hides it from this user. */
  readonly since: string | null;
}

/** The events of a run, for a log or a progress line. */
export type MigrationEvent =
  /** The files are read and parsed, before any change. */
  | { readonly kind: 'reading'; readonly files: number }
  | { readonly kind: 'waiting'; readonly holder: LockHolder | null }
  | { readonly kind: 'started'; readonly direction: Direction; readonly name: string }
  | {
      /** For a file that takes longer than a second: the number of finished statements. */
      readonly kind: 'progress';
      readonly direction: Direction;
      readonly name: string;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly kind: 'finished';
      readonly direction: Direction;
      readonly name: string;
      readonly durationMs: number;
    }
  | { readonly kind: 'retrying'; readonly name: string; readonly reason: string }
  | { readonly kind: 'warning'; readonly message: string };

export type Direction = 'up' | 'down';

export type Report = (event: MigrationEvent) => void;
