const DELAY_MS = 250;

/**
 * Gathers what has been announced, so that no request waits for its row to say so. What a crash loses is announced
 * again, which costs a look-up and nothing else.
 */
export class AnnouncedRows {
  private ids: string[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly save: (ids: readonly string[]) => Promise<void>) {}

  add(ids: readonly string[]): void {
    this.ids.push(...ids);
    this.timer ??= setTimeout(() => void this.flush(), DELAY_MS).unref();
  }

  /** Never fails: what could not be saved is announced again. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const ids = this.ids.splice(0);
    if (ids.length > 0) await this.save(ids).catch(() => undefined);
  }
}
