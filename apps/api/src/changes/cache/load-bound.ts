import { ChecksHeldUp } from '#libs/database';
import { AppError } from '#libs/kernel';

const MAX_WAITING = 10_000;
const MAX_WAIT_MS = 5_000;
const RETRY_AFTER_SECONDS = 1;

interface Waiting {
  readonly start: () => void;
  readonly timer: NodeJS.Timeout;
}

/** Places that several bounds may use beside their own; what one of them has taken, the others do not get. */
export class SpareLoads {
  constructor(private free: number) {}

  take(): boolean {
    if (this.free <= 0) return false;
    this.free -= 1;
    return true;
  }

  giveBack(): void {
    this.free += 1;
  }
}

/**
 * So many loads at once and no more: when the shared state is gone every request asks PostgreSQL, and must leave
 * connections to the others. In order of arrival; who would wait too long is told to come again. A load that fails,
 * and one whose caller was sent away, gives its place on like any other.
 */
export class LoadBound {
  private running = 0;
  private readonly waiting = new Set<Waiting>();

  /** @param spare used when the places of this bound are taken; its own are never lent */
  constructor(
    private readonly limit: number,
    private readonly maxWaiting = MAX_WAITING,
    private readonly maxWaitMs = MAX_WAIT_MS,
    private readonly spare = new SpareLoads(0),
  ) {}

  /** @throws AppError `SERVICE_UNAVAILABLE` when too many wait, or the turn does not come in time */
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

  /** The place of who is done goes to who has waited longest. */
  private pass(): void {
    const [next] = this.waiting;
    if (next) {
      this.waiting.delete(next);
      clearTimeout(next.timer);
      next.start();
      return;
    }
    if (this.running > this.limit) this.spare.giveBack();
    this.running -= 1;
  }

  private turn(): Promise<void> {
    if (this.waiting.size >= this.maxWaiting) return Promise.reject(tooMany());
    return new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(place);
        reject(tooMany());
      }, this.maxWaitMs);
      const place: Waiting = { start: resolve, timer };
      this.waiting.add(place);
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
