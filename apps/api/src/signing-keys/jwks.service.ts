import { Injectable } from '@nestjs/common';
import { Clock, sha256 } from '#libs/kernel';
import { KeyRingCache } from './key-ring-cache.service.js';
import type { PublicJwk } from './key-ring.js';

export interface PublishedKeySet {
  readonly keys: PublicJwk[];
  /** Another one for each other set. */
  readonly etag: string;
}

/** The keys that verifiers need: what the JWKS says, and what the guard feed announces. */
@Injectable()
export class Jwks {
  constructor(
    private readonly rings: KeyRingCache,
    private readonly clock: Clock,
  ) {}

  async read(): Promise<PublishedKeySet> {
    const keys = (await this.rings.get()).published(this.clock.nowMs());
    const mark = sha256(keys.map(({ kid }) => kid).join()).toString('base64url');
    return { keys, etag: `"${mark.slice(0, 22)}"` };
  }

  /** As they are in the database now, not as this process has them. */
  async readFreshKids(): Promise<string[]> {
    await this.rings.refresh();
    return this.kids();
  }

  /** The longest life of a token that one of them has signed, whatever is configured now. */
  longestTokenSeconds(): Promise<number> {
    return this.rings.longestTokenSeconds();
  }

  /** The `kid` of each. */
  async kids(): Promise<string[]> {
    return (await this.read()).keys.map(({ kid }) => kid);
  }
}
