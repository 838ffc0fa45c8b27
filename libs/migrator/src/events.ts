import type { LockHolder } from './database/lock-holder.js';

/** What a run tells while it is under way, for a log or a progress line. */
export type MigrationEvent =
  /** The files are read and taken apart, before anything is changed. */
  | { readonly kind: 'reading'; readonly files: number }
  | { readonly kind: 'waiting'; readonly holder: LockHolder | null }
  | { readonly kind: 'started'; readonly direction: Direction; readonly name: string }
  | {
      /** Of a file that takes longer than a second: how many of its statements are done. */
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
