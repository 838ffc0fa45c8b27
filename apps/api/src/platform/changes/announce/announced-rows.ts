const DELAY_MS = 250;

/**
 * Marks announced rows in batches, so that no request waits for this write. If the process stops before a write, the
 * rows are announced again, which costs one look-up.
 */
export class AnnouncedRows {
  private ids: string[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly save: (ids: readonly string[]) => Promise<void>) {}

  add(ids: readonly string[]): void {
    this.ids.push(...ids);
    this.timer ??= setTimeout(() => void this.flush(), DELAY_MS).unref();
  }

  /** Never throws. A row that could not be marked is announced again. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const ids = this.ids.splice(0);
    if (ids.length > 0) await this.save(ids).catch(() => undefined);
  }
}
