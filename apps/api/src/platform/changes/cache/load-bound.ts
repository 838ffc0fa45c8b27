import { ChecksHeldUp } from '#libs/database';
import { AppError } from '#libs/kernel';

const MAX_WAITING = 10_000;
const MAX_WAIT_MS = 5_000;
const RETRY_AFTER_SECONDS = 1;

/** Starts a waiting load. */
type Start = () => void;

/**
 * Places that several bounds share in addition to their own. A place taken by one bound is not available to the
 * others.
 */
export class SpareLoads {
  /** Waiting loads of all bounds, in order of arrival; while there is one, no place is free. */
  private readonly waiting = new Set<Start>();

  constructor(private free: number) {}

  take(): boolean {
    if (this.free <= 0) return false;
    this.free -= 1;
    return true;
  }

  /** From now on this waiting load may be given a place. */
  join(start: Start): void {
    this.waiting.add(start);
  }

  leave(start: Start): void {
    this.waiting.delete(start);
  }

  giveBack(): void {
    const [next] = this.waiting;
    if (next) next();
    else this.free += 1;
  }
}

/**
 * Limits how many loads run at once: when the shared state is not available every request asks PostgreSQL, and must
 * leave connections to other work. Loads run in order of arrival; one that would wait too long is refused with a time
 * to retry. A load that fails, and one whose caller was refused, frees its place like any other.
 */
export class LoadBound {
  private running = 0;
  private readonly waiting = new Set<Start>();

  /** @param spare used when all places of this bound are taken; this bound's own places are never lent */
  constructor(
    private readonly limit: number,
    private readonly maxWaiting = MAX_WAITING,
    private readonly maxWaitMs = MAX_WAIT_MS,
    private readonly spare = new SpareLoads(0),
  ) {}

  /** @throws AppError `SERVICE_UNAVAILABLE` when too many loads wait, or this one does not start in time */
  async run<T>(load: () => Promise<T>): Promise<T> {
    if (this.hasRoom()) this.running += 1;
    else await this.turn();
    try {
      return await load();
    } finally {
      this.pass();
    }
  }

  private hasRoom(): boolean {
    return this.running < this.limit || this.spare.take();
  }

  /**
   * The freed place goes to the longest-waiting load of this bound; a spare place that no load here needs goes to the
   * other bounds.
   */
  private pass(): void {
    this.running -= 1;
    const [next] = this.waiting;
    if (next) next();
    else if (this.running >= this.limit) this.spare.giveBack();
  }

  private turn(): Promise<void> {
    if (this.waiting.size >= this.maxWaiting) return Promise.reject(tooMany());
    return new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        this.waiting.delete(start);
        this.spare.leave(start);
      };
      const start = (): void => {
        leave();
        this.running += 1;
        resolve();
      };
      const timer = setTimeout(() => {
        leave();
        reject(tooMany());
      }, this.maxWaitMs);
      this.waiting.add(start);
      this.spare.join(start);
    });
  }
}

function tooMany(): AppError {
  return new AppError('SERVICE_UNAVAILABLE', {
    detail: 'The server is asked too much at the moment. Try again shortly.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause: new ChecksHeldUp('The places of checks are taken'),
  });
}
