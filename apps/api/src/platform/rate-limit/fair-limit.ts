import { AppError, FairQueue, type FairPath } from '#libs/kernel';

type Start = () => void;

/** Limits how many run at once; waiting callers take turns fairly by their origin, by site first. */
export class FairLimit {
  private readonly waiting: FairQueue<{ readonly start: Start; readonly refuse: Start }>;
  private running = 0;

  constructor(
    private readonly places: number,
    maxWaiting: number,
  ) {
    this.waiting = new FairQueue(maxWaiting);
  }

  get waitingCount(): number {
    return this.waiting.size;
  }

  /** @throws AppError `SERVICE_UNAVAILABLE` when too many wait and this part of the path has most of them */
  async run<T>(path: FairPath, work: () => Promise<T>): Promise<T> {
    if (this.running < this.places) this.running += 1;
    else await this.turn(path);
    try {
      return await work();
    } finally {
      const next = this.waiting.take();
      if (next) next.start();
      else this.running -= 1;
    }
  }

  private turn(path: FairPath): Promise<void> {
    return new Promise((start, reject) => {
      const refuse = () => reject(tooMany());
      this.waiting.push(path, { start, refuse })?.refuse();
    });
  }
}

const tooMany = () =>
  new AppError('SERVICE_UNAVAILABLE', {
    detail: 'Too many wait behind bad tokens from this network. Try again shortly.',
    retryAfterSeconds: 1,
  });
