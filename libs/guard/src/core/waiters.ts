/** Those who wait until the guard is connected. */
export class Waiters {
  private readonly waiting = new Set<() => void>();

  wake(): void {
    for (const done of this.waiting) done();
  }

  /** @throws Error with the reason if `wake` is not called in time */
  async wait(timeoutMs: number, why: () => string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.delete(done);
        reject(new Error(`The authentication server was not heard from in time${why()}`));
      }, timeoutMs);
      this.waiting.add(done);
    });
  }
}
