import { describeHolder } from '../database/lock.js';
import type { Direction, MigrationEvent, Report } from '../events.js';
import type { Terminal } from './terminal.js';

const DOING: Readonly<Record<Direction, string>> = { up: 'applying', down: 'reverting' };
const DONE: Readonly<Record<Direction, string>> = { up: 'applied ', down: 'reverted' };
const TICK_MS = 1_000;

/** Tells a person what is under way: a line for each file that is done, and a living one for the present file. */
export class Reporter {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly terminal: Terminal,
    /** Machines get the result alone. */
    private readonly isQuiet: boolean,
  ) {}

  readonly report: Report = (event) => {
    this.stop();
    if (event.kind === 'waiting') {
      this.terminal.err(`${describeHolder(event.holder)} is migrating; waiting…`);
    } else if (!this.isQuiet) {
      this.tell(event);
    }
  };

  /** Ends the living line. */
  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tell(event: Exclude<MigrationEvent, { kind: 'waiting' }>): void {
    switch (event.kind) {
      case 'started':
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
    this.terminal.progress(`${what} …`);
    this.timer = setInterval(() => {
      seconds += 1;
      this.terminal.progress(`${what} … ${seconds} s`);
    }, TICK_MS);
    this.timer.unref();
  }
}
