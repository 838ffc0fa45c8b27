import type { Clock } from '#libs/kernel';
import {
  historyQuery,
  readMigrationFiles,
  statusFromRows,
  type HistoryRow,
  type MigrationFiles,
} from '#libs/migrator';
import type { ReadinessCheck, ReadinessResult } from '#libs/operation';
import {
  filesUnreadable,
  judgeSchema,
  LASTING,
  withoutTable,
  type SchemaState,
} from './judge-schema.js';
import { SharedReading } from './shared-reading.js';

/** The maximum age of a result while the schema fits. */
const FRESH_MS = 2_000;
/** The minimum time between two readings, for any number of calls. */
const GAP_MS = 250;
const DEADLINE_MS = 1_500;
const UNDEFINED_TABLE = '42P01';

export interface MigrationsCheckOptions {
  readonly dir: string;
  /** The release of this code. */
  readonly release: string;
  /** Runs one statement in the database that the server uses. */
  readonly query: (sql: string) => Promise<readonly HistoryRow[]>;
  readonly clock: Clock;
  /** Called once when the schema no longer fits, does not fit for another reason, or fits again (`null`). */
  readonly onChange?: (words: string | null) => void;
}

/**
 * Keeps an instance out of rotation while the schema does not fit its code: migrations are pending, were reverted or
 * changed, or a newer release has removed what this one uses. It reads again every few seconds, and at each call while
 * something is wrong. A database that does not answer is reported by its own check: this one keeps its last result and
 * marks it with `as_last_seen`.
 */
export class MigrationsCheck implements ReadinessCheck {
  readonly name = 'migrations';
  private readonly reading: SharedReading;
  private files: Promise<MigrationFiles> | undefined;
  private state: SchemaState | undefined;
  /** Why the last reading failed; `null` after a successful one. */
  private failure: string | null = 'the database has not been asked yet';
  private reported: string | null = null;
  private turn = 0;
  private acceptedTurn = 0;

  constructor(private readonly options: MigrationsCheckOptions) {
    const limits = { gapMs: GAP_MS, deadlineMs: DEADLINE_MS };
    this.reading = new SharedReading(() => this.read(), options.clock, limits);
  }

  async check(): Promise<ReadinessResult> {
    const isFresh = this.isFitting && this.reading.ageMs < FRESH_MS;
    if (!isFresh) await this.reading.join();
    return this.answer();
  }

  /** Reads again now; returns whether it is certain that the schema does not fit. */
  async isUnfit(): Promise<boolean> {
    await this.reading.anew();
    return this.failure === null && !this.isFitting;
  }

  private get isFitting(): boolean {
    return this.failure === null && this.state?.result.status === 'up';
  }

  private answer(): ReadinessResult {
    const { failure, state } = this;
    if (failure === null && state) return state.result;
    if (!state) return { status: 'down', details: { reason: failure ?? '' } };
    const { status, details } = state.result;
    return { status, details: { ...details, as_last_seen: failure ?? '' } };
  }

  private async read(): Promise<void> {
    this.turn += 1;
    const { turn } = this;
    this.failure ??= 'the database did not answer in time';
    try {
      const rows = await this.options.query(historyQuery());
      this.accept(turn, await this.judge(rows));
    } catch (error) {
      const sqlState = stateOf(error) ?? '';
      const lasting = LASTING[sqlState];
      if (sqlState === UNDEFINED_TABLE) this.accept(turn, withoutTable(await this.judge([])));
      else if (lasting) this.accept(turn, lasting);
      else this.failure = 'the database could not be asked';
    }
  }

  private async judge(rows: readonly HistoryRow[]): Promise<SchemaState> {
    const { dir, release } = this.options;
    try {
      this.files ??= readMigrationFiles(dir);
      return judgeSchema(statusFromRows(await this.files, rows, release), release);
    } catch (error) {
      // The folder may exist at the next reading.
      this.files = undefined;
      return filesUnreadable((error as Error).message);
    }
  }

  /** Ignores the result of a reading that timed out and ended after a later one. */
  private accept(turn: number, state: SchemaState): void {
    if (turn < this.acceptedTurn) return;
    this.acceptedTurn = turn;
    this.state = state;
    this.failure = null;
    if (state.words === this.reported) return;
    this.reported = state.words;
    this.options.onChange?.(state.words);
  }
}

/** The SQLSTATE of the driver error, which TypeORM and our libraries wrap. */
function stateOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, driverError, cause } = error as Record<string, unknown>;
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return code;
  return stateOf(driverError) ?? stateOf(cause);
}
