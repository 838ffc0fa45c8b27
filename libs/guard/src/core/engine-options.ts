import type { Authority } from './authority.js';
import type { Clock } from './clock.js';
import type { FeedState, FeedTiming } from './feed.js';
import type { HealthListener } from './health.js';
import type { FeedEvent } from './feed-events.js';
import type { GatehouseUser } from '../types.js';
import type { LeveledSet } from './permission-sets.js';

/** How a guard decides while the feed is lost. */
export type OnFeedLost = 'introspect' | 'allow-until-expiry' | 'deny';

export interface EngineOptions {
  readonly authority: Authority;
  readonly issuer: string;
  /** The `aud` of tokens for all services; `null`: only tokens for this service alone are accepted. */
  readonly audience: string | null;
  readonly service: string;
  readonly onFeedLost: OnFeedLost;
  /** How long an answer is used while the feed is lost. */
  readonly introspectionSeconds: number;
  readonly clock: Clock;
  readonly clockToleranceSeconds: number;
  readonly maxTokens: number;
  readonly maxUsers: number;
  /** How many units are held with their parents, and as many again over all users' sets. */
  readonly maxUnits?: number;
  /** The most units that `unitsWhere` answers at once. */
  readonly maxUnitsListed?: number;
  readonly jwksCooldownSeconds: number;
  readonly jwksMaxAgeSeconds: number;
  readonly feedTiming?: FeedTiming;
  /** Address of the server, for the log; `issuer` if absent. */
  readonly address?: string;
}

/** Events of the engine, for the log and for health checks. */
export interface EngineListener extends HealthListener {
  onFeedState(state: FeedState, reason: unknown): void;
  onMisconfigured(problem: string): void;
  /** Called once if the server does not know units: nothing is held at any. */
  onWithoutUnits?(): void;
}

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
    case 'unit_changed':
      return event.userId === null ? { kind: 'all' } : { kind: 'user', userId: event.userId };
    default:
      return { kind: 'all' };
  }
}

/** An admitted user, with their rights if these had to be requested. */
export interface Admission {
  readonly user: GatehouseUser;
  readonly rights: LeveledSet | null;
}
