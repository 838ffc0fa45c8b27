import { AppError, FairQueue, type FairPath } from '#libs/kernel';

type Start = () => void;

/** So many at once and no more; those who wait take turns by where they come from, sites first. */
export class NarrowGate {
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

  /** @throws AppError `SERVICE_UNAVAILABLE` when too many wait, and this part of them has most */
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
