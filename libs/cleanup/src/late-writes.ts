interface LateWrite {
  readonly name: Buffer;
  readonly write: () => Promise<unknown>;
  readonly untilMs: number;
}

export interface LateWritesOptions {
  /** The pause after a round with a failed write. */
  readonly everyMs: number;
  /** The largest number of waiting writes; further writes are dropped. */
  readonly most: number;
}

/**
 * Retries writes that failed because the database was unavailable, one after the other: each until it succeeds,
 * expires, or the process ends. Several writes may have the same name.
 */
export class LateWrites {
  private readonly waiting = new Set<LateWrite>();
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(private readonly options: LateWritesOptions) {}

  get count(): number {
    return this.waiting.size;
  }

  /** Adds a write, which is retried for `forMs`. */
  add(name: Buffer, write: () => Promise<unknown>, forMs: number): void {
    if (this.isClosed || this.waiting.size >= this.options.most) return;
    this.waiting.add({ name, write, untilMs: performance.now() + forMs });
    this.schedule();
  }

  /** Retries the writes of a name now. @throws the error of a failed write, which stays in the queue */
  async writeNow(name: Buffer): Promise<void> {
    for (const one of this.named(name)) {
      await one.write();
      this.waiting.delete(one);
    }
  }

  forget(name: Buffer): void {
    for (const one of this.named(name)) this.waiting.delete(one);
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.waiting.clear();
  }

  private named(name: Buffer): LateWrite[] {
    return [...this.waiting].filter((one) => one.name.equals(name));
  }

  private schedule(): void {
    if (this.isClosed || this.waiting.size === 0) return;
    this.timer ??= setTimeout(() => {
      void this.writeAll().finally(() => {
        this.timer = undefined;
        this.schedule();
      });
    }, this.options.everyMs).unref();
  }

  /** Stops at the first failure; the failed write is last in the next round. */
  private async writeAll(): Promise<void> {
    for (const one of this.waiting) {
      if (performance.now() < one.untilMs && !(await this.tryWrite(one))) return;
      this.waiting.delete(one);
    }
  }

  private async tryWrite(one: LateWrite): Promise<boolean> {
    try {
      await one.write();
      return true;
    } catch {
      if (this.waiting.delete(one)) this.waiting.add(one);
      return false;
    }
  }
}
