import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { EVERYTHING, inBatches } from '#libs/paging';
import { SessionsStore, type ListedSession } from './sessions.store.js';
import type { SessionDto } from './sessions.dto.js';

export interface ListRequest {
  readonly limit?: number;
  /** The last id of the page before. */
  readonly afterId?: string;
}

export interface SessionPageResult {
  readonly sessions: SessionDto[];
  /** The id after which the next page begins; `null` on the last page. */
  readonly nextId: string | null;
}

/** Shows to each user their own live sessions. */
@Injectable()
export class ListSessions {
  constructor(
    private readonly database: Database,
    private readonly store: SessionsStore,
    private readonly clock: Clock,
  ) {}

  async list(
    principal: Pick<Principal, 'userId' | 'sessionId'>,
    request: ListRequest,
  ): Promise<SessionPageResult> {
    const limit = request.limit ?? EVERYTHING;
    const { pool } = this.database;
    const now = this.clock.now();
    const asked = { after: request.afterId ?? null, limit: limit + 1 };
    const found = await inBatches(asked, ({ after, limit: rows }) =>
      this.store.list(pool, principal.userId, now, { beforeId: after, limit: rows }),
    );
    const page = found.slice(0, limit);
    return {
      sessions: page.map((session) => toSession(session, principal.sessionId)),
      nextId: found.length > limit ? (page.at(-1)?.id ?? null) : null,
    };
  }
}

/** A session as its owner sees it. */
function toSession(session: ListedSession, currentId: string): SessionDto {
  return {
    id: session.id,
    created_at: session.createdAt.toISOString(),
    last_seen_at: session.lastSeenAt.toISOString(),
    expires_at: session.expiresAt.toISOString(),
    ip: session.ip,
    user_agent: session.userAgent,
    device: session.device,
    amr: [...session.amr],
    current: session.id === currentId,
  };
}
