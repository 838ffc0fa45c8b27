import { Injectable, Inject } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { authConfig } from '#api/auth';
import { Jwks } from '#api/signing-keys';
import { COMMIT_MARGIN_SECONDS, type FeedEvent, type FeedContext } from './feed-events.js';
import { GuardFeedStore } from './guard-feed.store.js';

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

const MAX_ENTRIES = 500;

/** The ended sessions and inactive users that a guard without a cursor must refuse while their tokens still verify. */
@Injectable()
export class FeedSnapshot {
  constructor(
    private readonly database: Database,
    private readonly store: GuardFeedStore,
    private readonly clock: Clock,
    private readonly facts: TokenFacts,
  ) {}

  /** At most 500 entries an event. */
  async read(): Promise<FeedEvent[]> {
    const lifeSeconds = (await this.facts.longestSeconds()) + COMMIT_MARGIN_SECONDS;
    const expiryOf = (at: Date) => Math.ceil(at.getTime() / 1000) + lifeSeconds;
    const since = new Date(this.clock.nowMs() - lifeSeconds * 1000);
    const tx = this.database.pool;
    const [ended, inactive] = await Promise.all([
      this.store.listEndedSessions(tx, since),
      this.store.listInactiveUsers(tx, since),
    ]);
    const sessions = ended.map(({ sessionId, userId, createdAt }) => ({
      sid: sessionId,
      user_id: userId,
      exp: expiryOf(createdAt),
    }));
    const users = inactive.map(({ userId, createdAt }) => ({
      user_id: userId,
      exp: expiryOf(createdAt),
    }));
    return [
      ...inParts(sessions).map((part) => snapshot({ sessions: part, users: [] })),
      ...inParts(users).map((part) => snapshot({ sessions: [], users: part })),
    ];
  }
}

const snapshot = (data: Readonly<Record<string, unknown>>): FeedEvent => ({
  event: 'snapshot',
  data,
});

function inParts<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / MAX_ENTRIES);
  return Array.from({ length: count }, (_, index) =>
    all.slice(index * MAX_ENTRIES, (index + 1) * MAX_ENTRIES),
  );
}
