import { MigratorError } from '../errors.js';
import { finishInSlices } from '../sql/steps.js';
import type { Migration, MigrationSide } from './discover.js';
import type { Problem, ProblemKind } from './problem.js';
import { scriptSteps, type Script } from './script.js';

/** A parsed pair of files. */
export interface Prepared {
  readonly migration: Migration;
  readonly up: Script;
  /** `null` if the pair is missing. */
  readonly down: Script | null;
}

/** The result of parsing a pair: its problems, and the pair itself if it can be run. */
export interface Preparation {
  readonly prepared: Prepared | null;
  readonly problems: readonly Problem[];
}

const WRITE: Readonly<Record<'up' | 'down', string>> = {
  up: 'write what it does, or delete both files',
  down: 'write what undoes its pair; SELECT 1; where nothing shall be undone; "-- gatehouse:irreversible <why>" where nothing can be',
};

class Pair {
  readonly problems: Problem[] = [];

  constructor(
    private readonly migration: Migration,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async read(): Promise<Preparation> {
    const { up, down } = this.migration;
    const first = await this.parse(up);
    const second = down && (await this.parse(down));
    if (first) this.judgeUp(first);
    if (second) this.judgeDown(second);
    const isWhole = first !== null && (down === null || second !== null);
    const prepared = isWhole ? { migration: this.migration, up: first, down: second } : null;
    return { prepared, problems: this.problems };
  }

  private async parse(side: MigrationSide): Promise<Script | null> {
    // Already reported with the folder.
    if (side.defect !== undefined) return null;
    try {
      return await finishInSlices(scriptSteps(side.path, side.sql), this.signal);
    } catch (error) {
      if (!(error instanceof MigratorError)) throw error;
      this.add('script', side.path, error.message, error.hint);
      return null;
    }
  }

  private judgeUp({ path, statements, directives }: Script): void {
    if (directives.irreversible !== null) this.misplaced(path, 'irreversible', 'down');
    if (statements.length === 0) this.add('empty', path, `${path} holds no statement`, WRITE.up);
  }

  private judgeDown({ path, statements, directives }: Script): void {
    // The directive is stored in the row of the migration, which a `down` file removes.
    if (directives.leastRelease !== null) this.misplaced(path, 'least-release', 'up');
    const isDeclared = directives.irreversible !== null;
    if (isDeclared && statements.length > 0) {
      const message = `${path} says "gatehouse:irreversible" and holds statements: leave out one of the two`;
      this.add('script', path, message);
    }
    if (!isDeclared && statements.length === 0) {
      this.add('empty', path, `${path} holds no statement`, WRITE.down);
    }
  }

  private misplaced(path: string, directive: string, side: 'up' | 'down'): void {
    this.add('script', path, `${path}: "gatehouse:${directive}" belongs into the file in ${side}`);
  }

  private add(kind: ProblemKind, file: string, message: string, advice?: string): void {
    const text = advice === undefined ? message : `${message}: ${advice}`;
    this.problems.push({ kind, file, version: this.migration.version, message: text });
  }
}

/**
 * Parses both files of a pair; problems are listed, not thrown.
 * @throws AbortError
 */
export const preparePair = (
  migration: Migration,
  signal: AbortSignal | undefined,
): Promise<Preparation> => new Pair(migration, signal).read();

/** The pairs that can be run, and all problems. */
export interface Preparations {
  readonly prepared: readonly Prepared[];
  readonly problems: readonly Problem[];
}

export async function preparePairs(
  migrations: readonly Migration[],
  signal: AbortSignal | undefined,
): Promise<Preparations> {
  const prepared: Prepared[] = [];
  const problems: Problem[] = [];
  for (const migration of migrations) {
    const preparation = await preparePair(migration, signal);
    if (preparation.prepared) prepared.push(preparation.prepared);
    problems.push(...preparation.problems);
  }
  return { prepared, problems };
}
