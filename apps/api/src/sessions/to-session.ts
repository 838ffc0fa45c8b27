import type { SessionDto } from './sessions.dto.js';
import type { ListedSession } from './sessions.store.js';

/** A session as its owner sees it. */
export function toSession(session: ListedSession, currentId: string): SessionDto {
  return {
    id: session.id,
    created_at: session.createdAt.toISOString(),
    last_seen_at: session.lastSeenAt.toISOString(),
    expires_at: session.expiresAt.toISOString(),
    ip: session.ip,
    user_agent: session.userAgent,
    device: session.device,
    current: session.id === currentId,
  };
}
