/** A refusal as it was answered. */
export interface Refused {
  /** Of the error catalogue. */
  readonly code: string;
  /** The pattern of the route, `null` for a path that is not served. */
  readonly route: string | null;
}

/** Tells features what was refused, after the answer is out: for counts, never for decisions about that request. */
export class Refusals {
  private readonly listeners: ((refused: Refused) => void)[] = [];

  /** The listener must not throw and not take long. */
  observe(listener: (refused: Refused) => void): void {
    this.listeners.push(listener);
  }

  tell(refused: Refused): void {
    for (const listener of this.listeners) listener(refused);
  }
}
