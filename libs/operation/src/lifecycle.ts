/** Whether the process still accepts work. Features with periodic work stop claiming when it drains. */
export class Lifecycle {
  private draining = false;
  private readonly listeners = new Set<() => void>();

  get isDraining(): boolean {
    return this.draining;
  }

  /** Readiness turns off at once; requests in progress may end. Repeated calls do nothing. */
  beginDraining(): void {
    if (this.draining) return;
    this.draining = true;
    for (const listener of this.listeners) listener();
  }

  /** Called once, when draining begins. */
  onDraining(listener: () => void): void {
    this.listeners.add(listener);
  }
}
