import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { authConfig } from '#api/auth';
import { Jwks } from '#api/signing-keys';
import type { FeedContext } from './to-feed-events.js';

/** The lifetime and the signing keys of access tokens, which guards receive. */
@Injectable()
export class TokenFacts {
  constructor(
    private readonly keys: Jwks,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /** The longest lifetime of an access token, those issued under an earlier configuration included. */
  async longestSeconds(): Promise<number> {
    return Math.max(this.config.accessTokenSeconds, await this.keys.longestTokenSeconds());
  }

  /** @param isFresh the keys have just changed, and this process may not have them yet */
  async context(isFresh: boolean): Promise<FeedContext> {
    const kids = await (isFresh ? this.keys.readFreshKids() : this.keys.kids());
    return { accessTtlSeconds: await this.longestSeconds(), kids };
  }
}
