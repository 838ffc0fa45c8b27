import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import type { FeedEvent } from './feed-event.js';
import { GuardFeedStore } from './guard-feed.store.js';
import { COMMIT_MARGIN_SECONDS } from './to-feed-events.js';
import { TokenFacts } from './token-facts.service.js';

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
