import type { GatehouseUser } from '../types.js';
import type { Clock } from './clock.js';
import type { EndedSession, EndedUser } from './feed-events.js';

const SWEEP_EVERY_MS = 30_000;
/** Past the last moment at which a token of the session could still be taken for good anywhere. */
const KEEP_LONGER_SECONDS = 120;

/** Whose tokens are refused although they look good: ended sessions and inactive users, until their last token has run out. */
export class Revocations {
  private readonly sessions = new Map<string, number>();
  private readonly users = new Map<string, number>();
  private sweptAtMs = 0;

  constructor(private readonly clock: Clock) {}

  get size(): number {
    return this.sessions.size + this.users.size;
  }

  refuses(user: GatehouseUser): boolean {
    return (
      (this.sessions.size > 0 && this.sessions.has(user.sessionId)) ||
      (this.users.size > 0 && this.users.has(user.id))
    );
  }

  endSession({ sid, exp }: EndedSession): void {
    this.sweep();
    this.sessions.set(sid, Math.max(exp, this.sessions.get(sid) ?? 0));
  }

  endUser({ user_id: userId, exp }: EndedUser): void {
    this.sweep();
    this.users.set(userId, exp);
  }

  reviveUser(userId: string): void {
    this.users.delete(userId);
  }

  /** A snapshot follows that names every inactive user. Ended sessions stay ended whatever a server says. */
  forgetUsers(): void {
    this.users.clear();
  }

  private sweep(): void {
    const nowMs = this.clock();
    if (nowMs - this.sweptAtMs < SWEEP_EVERY_MS) return;
    this.sweptAtMs = nowMs;
    const oldest = nowMs / 1000 - KEEP_LONGER_SECONDS;
    for (const entries of [this.sessions, this.users]) {
      for (const [id, exp] of entries) if (exp < oldest) entries.delete(id);
    }
  }
}
