import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/kernel';

const MAX_TOKENS = 20_000;
const KNOWN_FOR_MS = 600_000;

/** An application token that was shown, and from where. */
export interface ShownToken {
  /** SHA-256, base64. */
  readonly digest: string;
  readonly ip: string;
}

/**
 * Which application tokens were found good lately, so that services behind one address do not share a limit.
 * Each address that shows one is known by itself: who shows it from where it is not allowed takes nothing from
 * those who may.
 */
@Injectable()
export class KnownTokens {
  private readonly until = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  has(shown: ShownToken): boolean {
    return (this.until.get(nameOf(shown)) ?? 0) > this.clock.monotonicMs();
  }

  add(shown: ShownToken): void {
    this.forget(shown);
    if (this.until.size >= MAX_TOKENS) {
      const [oldest] = this.until.keys();
      if (oldest !== undefined) this.until.delete(oldest);
    }
    this.until.set(nameOf(shown), this.clock.monotonicMs() + KNOWN_FOR_MS);
  }

  /** It was refused: from now on it counts as one that nobody knows. */
  forget(shown: ShownToken): void {
    this.until.delete(nameOf(shown));
  }
}

const nameOf = ({ digest, ip }: ShownToken) => `${digest} ${ip}`;
