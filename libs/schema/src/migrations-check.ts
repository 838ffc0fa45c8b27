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

/** How old an answer may be while the schema fits. */
const FRESH_MS = 2_000;
/** Between two readings, however many ask. */
const GAP_MS = 250;
const DEADLINE_MS = 1_500;
const UNDEFINED_TABLE = '42P01';

export interface MigrationsCheckOptions {
  readonly dir: string;
  /** Of this code. */
  readonly release: string;
  /** Runs one statement in the database that the server uses. */
  readonly query: (sql: string) => Promise<readonly HistoryRow[]>;
  readonly clock: Clock;
  /** Told once when the schema no longer fits, for another reason, or fits again (`null`). */
  readonly onChange?: (words: string | null) => void;
}

/**
 * Keeps an instance out of rotation while its schema is not the one that its code needs: files are pending, were
 * reverted or changed, or a newer release has taken away what this one uses. It looks again every few seconds,
 * and at each question while something is wrong. A database that does not answer is the matter of its own check:
 * this one stays with what it saw last, and says so.
 */
export class MigrationsCheck implements ReadinessCheck {
  readonly name = 'migrations';
  private readonly reading: SharedReading;
  private files: Promise<MigrationFiles> | undefined;
  private state: SchemaState | undefined;
  /** Why the last reading told nothing; `null` after one that did. */
  private failure: string | null = 'the database has not been asked yet';
  private said: string | null = null;
  private turn = 0;
  private learnedIn = 0;

  constructor(private readonly options: MigrationsCheckOptions) {
    const limits = { gapMs: GAP_MS, deadlineMs: DEADLINE_MS };
    this.reading = new SharedReading(() => this.read(), options.clock, limits);
  }

  async check(): Promise<ReadinessResult> {
    const isFresh = this.isFitting && this.reading.ageMs < FRESH_MS;
    if (!isFresh) await this.reading.join();
    return this.answer();
  }

  /** Looks again now; whether it is certain that the schema does not fit. */
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
      this.learn(turn, await this.judge(rows));
    } catch (error) {
      const sqlState = stateOf(error) ?? '';
      const lasting = LASTING[sqlState];
      if (sqlState === UNDEFINED_TABLE) this.learn(turn, withoutTable(await this.judge([])));
      else if (lasting) this.learn(turn, lasting);
      else this.failure = 'the database could not be asked';
    }
  }

  private async judge(rows: readonly HistoryRow[]): Promise<SchemaState> {
    const { dir, release } = this.options;
    try {
      this.files ??= readMigrationFiles(dir);
      return judgeSchema(statusFromRows(await this.files, rows, release), release);
    } catch (error) {
      // The folder may be there the next time.
      this.files = undefined;
      return filesUnreadable((error as Error).message);
    }
  }

  /** One that was given up and answers late knows less than those behind it. */
  private learn(turn: number, state: SchemaState): void {
    if (turn < this.learnedIn) return;
    this.learnedIn = turn;
    this.state = state;
    this.failure = null;
    if (state.words === this.said) return;
    this.said = state.words;
    this.options.onChange?.(state.words);
  }
}

/** The SQLSTATE of the driver, inside of what TypeORM throws, inside of what the libraries make of it. */
function stateOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, driverError, cause } = error as Record<string, unknown>;
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return code;
  return stateOf(driverError) ?? stateOf(cause);
}
