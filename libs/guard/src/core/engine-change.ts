import type { FeedEvent } from './feed-events.js';

/** What has changed for whom, for who keeps something open for them. */
export type EngineChange =
  | { readonly kind: 'state'; readonly isUp: boolean }
  | { readonly kind: 'session'; readonly sessionId: string }
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'all' };

/** Whom an event is about, once it is obeyed; `null` when it changes nothing for anybody. */
export function changeBy(event: FeedEvent): EngineChange | null {
  switch (event.kind) {
    case 'hello':
    case 'heartbeat':
    case 'reset':
      return null;
    case 'session_ended':
      return { kind: 'session', sessionId: event.session.sid };
    case 'user_changed':
      return { kind: 'user', userId: event.userId };
    case 'permissions_changed':
      return event.userId === null ? { kind: 'all' } : { kind: 'user', userId: event.userId };
    default:
      return { kind: 'all' };
  }
}
