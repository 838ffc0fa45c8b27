/** Whether the process still takes work. Features with loops of their own stop claiming when it drains. */
export class Lifecycle {
  private draining = false;
  private readonly listeners = new Set<() => void>();

  get isDraining(): boolean {
    return this.draining;
  }

  /** Readiness turns off at once; what is in flight may end. Repeated calls do nothing. */
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
