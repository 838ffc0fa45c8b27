import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { PersonalData } from '#libs/personal-data';
import { SessionsStore } from './sessions.store.js';

const MOST = 1000;

/**
 * The sessions that are kept, ended ones too, without their tokens. How a sign-in was judged is left out: it would tell
 * somebody who has taken the session what the risk check looks at.
 */
@Injectable()
export class SessionsPersonalData {
  constructor(data: PersonalData, database: Database, store: SessionsStore) {
    data.declare('sessions', async ({ userId, sessionId }) => {
      const kept = await store.listKept(database.pool, userId, MOST);
      return kept.map((session) => ({
        id: session.id,
        created_at: session.createdAt,
        authenticated_at: session.authTime,
        amr: session.amr,
        last_seen_at: session.lastSeenAt,
        expires_at: session.expiresAt,
        ended_at: session.endedAt,
        ended_reason: session.endedReason,
        ip: session.ip,
        user_agent: session.userAgent,
        device: session.device,
        current: session.id === sessionId,
      }));
    });
  }
}
