import { AppError } from '#libs/kernel';

const MAX_WAITING = 10_000;
const MAX_WAIT_MS = 5_000;
const RETRY_AFTER_SECONDS = 1;

interface Waiting {
  readonly start: () => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * So many loads at once and no more: when the shared state is gone every request asks PostgreSQL, and must leave
 * connections to the others. In order of arrival; who would wait too long is told to come again.
 */
export class LoadBound {
  private running = 0;
  private readonly waiting = new Set<Waiting>();

  constructor(
    private readonly limit: number,
    private readonly maxWaiting = MAX_WAITING,
    private readonly maxWaitMs = MAX_WAIT_MS,
  ) {}

  async run<T>(load: () => Promise<T>): Promise<T> {
    if (this.running >= this.limit) await this.turn();
    else this.running += 1;
    try {
      return await load();
    } finally {
      this.pass();
    }
  }

  /** The place of who is done goes to who has waited longest. */
  private pass(): void {
    const [next] = this.waiting;
    if (!next) {
      this.running -= 1;
      return;
    }
    this.waiting.delete(next);
    clearTimeout(next.timer);
    next.start();
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
  });
}
