import { describeHolder } from '../database/lock.js';
import type { Direction, MigrationEvent, Report } from '../events.js';
import type { Terminal } from './terminal.js';
import type { MigratorOptions, RunOptions } from '../options.js';
import type { CommandContext, CommandInput, Outcome } from './command.js';

const DOING: Readonly<Record<Direction, string>> = { up: 'applying', down: 'reverting' };
const DONE: Readonly<Record<Direction, string>> = { up: 'applied ', down: 'reverted' };
const TICK_MS = 1_000;
/** Without a terminal: often enough for pipelines that end jobs without output. */
const LINE_EVERY_MS = 10_000;

type Progress = Extract<MigrationEvent, { kind: 'progress' }>;

/**
 * Prints the progress of a run: a line for each finished file and, on a terminal, an updated line for the current one.
 */
export class Reporter {
  private timer: NodeJS.Timeout | undefined;
  private suffix = '';
  private saidAt = performance.now();

  constructor(
    private readonly terminal: Terminal,
    /** Whether only the result is printed, for `--json`. */
    private readonly isQuiet: boolean,
  ) {}

  readonly report: Report = (event) => {
    if (event.kind === 'progress') {
      if (!this.isQuiet) this.tellProgress(event);
      return;
    }
    this.stop();
    if (event.kind === 'waiting') {
      this.terminal.err(`${describeHolder(event.holder)} is migrating; waiting…`);
    } else if (!this.isQuiet) {
      this.tell(event);
    }
  };

  /** Stops the updated line. */
  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tellProgress({ direction, name, done, total }: Progress): void {
    this.suffix = `, ${done} of ${total} statements`;
    if (this.terminal.isLive || performance.now() - this.saidAt < LINE_EVERY_MS) return;
    this.saidAt = performance.now();
    this.terminal.err(`${DOING[direction]} ${name}: ${done} of ${total} statements`);
  }

  private tell(event: Exclude<MigrationEvent, { kind: 'waiting' | 'progress' }>): void {
    switch (event.kind) {
      case 'reading':
        this.tick(`reading ${event.files} ${event.files === 1 ? 'file' : 'files'}`);
        break;
      case 'started':
        this.saidAt = performance.now();
        this.tick(`${DOING[event.direction]} ${event.name}`);
        break;
      case 'finished':
        this.terminal.out(`${DONE[event.direction]} ${event.name}  ${event.durationMs} ms`);
        break;
      case 'retrying':
        this.terminal.err(`${event.reason}; trying again`);
        break;
      case 'warning':
        this.terminal.err(`warning: ${event.message}`);
        break;
      default:
        event satisfies never;
    }
  }

  private tick(what: string): void {
    if (!this.terminal.isLive) return;
    let seconds = 0;
    this.suffix = '';
    this.terminal.progress(`${what} …`);
    this.timer = setInterval(() => {
      seconds += 1;
      this.terminal.progress(`${what} … ${seconds} s${this.suffix}`);
    }, TICK_MS);
    this.timer.unref();
  }
}

type TargetOptions = MigratorOptions & RunOptions;

/** Opens the database, runs the work with the options of the command line, and cleans up. */
export async function withTarget(
  context: CommandContext,
  input: CommandInput,
  name: string,
  work: (options: TargetOptions) => Promise<Outcome>,
): Promise<Outcome> {
  const { wait, lockTimeout, json } = input.options;
  const target = await context.openTarget();
  const reporter = new Reporter(context.terminal, json ?? false);
  try {
    return await work({
      connection: target.connection,
      dir: context.dir,
      applicationName: `${context.program} ${name}`,
      report: reporter.report,
      ...(context.table !== undefined && { table: context.table }),
      ...(context.release !== undefined && { release: context.release }),
      ...(context.serverName !== undefined && { serverName: context.serverName }),
      ...(context.preconditions && { preconditions: context.preconditions }),
      ...(context.signal && { signal: context.signal }),
      ...(wait !== undefined && { waitMs: wait }),
      ...(lockTimeout !== undefined && { lockTimeoutMs: lockTimeout }),
    });
  } finally {
    reporter.stop();
    await target.close?.();
  }
}

/** `1 file`, `2 files`. */
export const count = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`;
