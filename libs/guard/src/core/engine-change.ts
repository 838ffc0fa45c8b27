import type { FeedEvent } from './feed-events.js';

/** A change that may affect open streams. */
export type EngineChange =
  | { readonly kind: 'state'; readonly isUp: boolean }
  | { readonly kind: 'session'; readonly sessionId: string }
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'all' };

/** The change of an event after it was applied; `null` if it changes no decision. */
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
