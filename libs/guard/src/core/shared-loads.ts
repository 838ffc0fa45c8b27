import { setTimeout as pause } from 'node:timers/promises';

interface Load<T> {
  promise: Promise<T> | null;
  isOutdated: boolean;
  /** Number of announcements made before this load asked; they do not affect it. */
  asksSince: number;
}

/** Whether a change concerns an answer. */
type Picks<T> = (value: T) => boolean;

const ATTEMPTS = 5;
const MAX_ANNOUNCED = 1000;

/**
 * Loads a value once for all concurrent callers, and again if a change was announced while the answer was on its way:
 * such an answer may be from before the change.
 */
export class SharedLoads<T> {
  private readonly running = new Map<string, Load<T>>();
  private readonly waiting: (() => void)[] = [];
  private readonly announced: Picks<T>[] = [];
  private active = 0;

  /** @param limit how many loads run at a time; others wait */
  constructor(private readonly limit: number) {}

  /** `keep` is called synchronously after the answer was found to be current. */
  load(key: string, fetch: () => Promise<T>, keep: (value: T) => void): Promise<T> {
    const running = this.running.get(key);
    if (running?.promise) return running.promise;
    const load: Load<T> = { isOutdated: false, promise: null, asksSince: 0 };
    this.running.set(key, load);
    load.promise = this.run(load, fetch, keep).finally(() => this.running.delete(key));
    return load.promise;
  }

  outdate(key: string): void {
    const load = this.running.get(key);
    if (load) load.isOutdated = true;
  }

  outdateAll(): void {
    for (const load of this.running.values()) load.isOutdated = true;
  }

  /** Outdates the loads whose answer the change concerns; other loads are not delayed. */
  outdateThose(picks: Picks<T>): void {
    if (this.announced.length >= MAX_ANNOUNCED) this.outdateAll();
    if (this.running.size === 0 || this.announced.length >= MAX_ANNOUNCED) {
      this.announced.length = 0;
      return;
    }
    this.announced.push(picks);
  }

  private isOutdated({ isOutdated, asksSince }: Load<T>, value: T): boolean {
    return isOutdated || this.announced.slice(asksSince).some((picks) => picks(value));
  }

  private async run(load: Load<T>, fetch: () => Promise<T>, keep: (value: T) => void): Promise<T> {
    await this.enter();
    try {
      for (let attempt = 1; ; attempt += 1) {
        load.isOutdated = false;
        load.asksSince = this.announced.length;
        const value = await fetch();
        if (!this.isOutdated(load, value)) {
          keep(value);
          return value;
        }
        if (attempt >= ATTEMPTS) throw new Error('The answer kept changing');
        await pause(attempt * 5);
      }
    } finally {
      this.active -= 1;
      this.waiting.shift()?.();
    }
  }

  private async enter(): Promise<void> {
    this.active += 1;
    if (this.active > this.limit) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}
