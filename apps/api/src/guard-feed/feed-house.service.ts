import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { authConfig } from '#api/auth';
import { ChangeFeed } from '#api/changes';
import { PublishedKeys, TokenIdentity } from '#api/keys';
import { FeedSnapshot } from './feed-snapshot.service.js';
import type { FeedContext } from './to-feed-events.js';

/** What all streams read from. */
@Injectable()
export class FeedHouse {
  constructor(
    readonly feed: ChangeFeed,
    readonly snapshot: FeedSnapshot,
    private readonly keys: PublishedKeys,
    readonly identity: TokenIdentity,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /** `fresh`: the keys have just changed, and this process may not have them yet. */
  async context(fresh: boolean): Promise<FeedContext> {
    const kids = await (fresh ? this.keys.readFreshKids() : this.keys.kids());
    return { accessTtlSeconds: this.config.accessTokenSeconds, kids };
  }
}
