/** A refusal that was sent. */
export interface Refused {
  /** A code of the error catalogue. */
  readonly code: string;
  /** The pattern of the route, `null` for a path that is not served. */
  readonly route: string | null;
}

/** Notifies features of refusals after the response: for counts, never for decisions about that request. */
export class Refusals {
  private readonly listeners: ((refused: Refused) => void)[] = [];

  /** The listener must not throw and must be fast. */
  observe(listener: (refused: Refused) => void): void {
    this.listeners.push(listener);
  }

  tell(refused: Refused): void {
    for (const listener of this.listeners) listener(refused);
  }
}
