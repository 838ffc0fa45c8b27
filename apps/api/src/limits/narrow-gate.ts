import { AppError, FairLine } from '#libs/kernel';

type Start = () => void;

/** So many at once and no more; those who wait take turns by where they come from. */
export class NarrowGate {
  private readonly waiting: FairLine<{ readonly start: Start; readonly refuse: Start }>;
  private running = 0;

  constructor(
    private readonly places: number,
    maxWaiting: number,
  ) {
    this.waiting = new FairLine(maxWaiting);
  }

  get waitingCount(): number {
    return this.waiting.size;
  }

  /** @throws AppError `SERVICE_UNAVAILABLE` when too many wait, and this source has most of them */
  async run<T>(source: string, work: () => Promise<T>): Promise<T> {
    if (this.running < this.places) this.running += 1;
    else await this.turn(source);
    try {
      return await work();
    } finally {
      const [next] = this.waiting.take(1);
      if (next) next.start();
      else this.running -= 1;
    }
  }

  private turn(source: string): Promise<void> {
    return new Promise((start, reject) => {
      const refuse = () => reject(tooMany());
      this.waiting.push(source, { start, refuse })?.refuse();
    });
  }
}

const tooMany = () =>
  new AppError('SERVICE_UNAVAILABLE', {
    detail: 'Too many wait behind bad tokens from this network. Try again shortly.',
    retryAfterSeconds: 1,
  });
