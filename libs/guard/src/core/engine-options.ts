import type { Authority } from './authority.js';
import type { Clock } from './clock.js';
import type { FeedState, FeedTiming } from './feed.js';
import type { HealthListener } from './health.js';
import type { OnFeedLost } from './on-feed-lost.js';

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
}
