interface LateWrite {
  readonly name: Buffer;
  readonly write: () => Promise<unknown>;
  readonly untilMs: number;
}

export interface LateWritesOptions {
  /** How long the database is left alone after a round in which one failed. */
  readonly everyMs: number;
  /** More than so many are not taken up. */
  readonly most: number;
}

/**
 * Repeats what could not be written because the database was away, one after the other: each until it succeeds, until
 * its time is over, or until the process ends. Several may have one name.
 */
export class LateWrites {
  private readonly waiting = new Set<LateWrite>();
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(private readonly options: LateWritesOptions) {}

  get count(): number {
    return this.waiting.size;
  }

  /** Takes up one more, for so long. */
  add(name: Buffer, write: () => Promise<unknown>, forMs: number): void {
    if (this.isClosed || this.waiting.size >= this.options.most) return;
    this.waiting.add({ name, write, untilMs: performance.now() + forMs });
    this.plan();
  }

  /** Writes those of a name now. @throws what one of them throws; it goes on waiting then */
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

  private plan(): void {
    if (this.isClosed || this.waiting.size === 0) return;
    this.timer ??= setTimeout(() => {
      void this.writeAll().finally(() => {
        this.timer = undefined;
        this.plan();
      });
    }, this.options.everyMs).unref();
  }

  /** Until one fails, which lets the others go first the next time. */
  private async writeAll(): Promise<void> {
    for (const one of this.waiting) {
      if (performance.now() < one.untilMs && !(await this.hasWritten(one))) return;
      this.waiting.delete(one);
    }
  }

  private async hasWritten(one: LateWrite): Promise<boolean> {
    try {
      await one.write();
      return true;
    } catch {
      if (this.waiting.delete(one)) this.waiting.add(one);
      return false;
    }
  }
}
