import { Injectable } from '@nestjs/common';
import { ChangeFeed } from '#api/platform/changes';
import { Jwks, TokenIdentity } from '#api/signing-keys';
import { FeedSnapshot } from './feed-snapshot.service.js';
import type { FeedContext } from './to-feed-events.js';
import { TokenLife } from './token-life.service.js';

/** What all streams read from. */
@Injectable()
export class FeedHouse {
  constructor(
    readonly feed: ChangeFeed,
    readonly snapshot: FeedSnapshot,
    private readonly keys: Jwks,
    readonly identity: TokenIdentity,
    private readonly life: TokenLife,
  ) {}

  /** `fresh`: the keys have just changed, and this process may not have them yet. */
  async context(fresh: boolean): Promise<FeedContext> {
    const kids = await (fresh ? this.keys.readFreshKids() : this.keys.kids());
    return { accessTtlSeconds: await this.life.seconds(), kids };
  }
}
