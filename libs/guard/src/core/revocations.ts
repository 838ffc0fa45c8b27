import type { GatehouseUser } from '../types.js';
import type { Clock } from './clock.js';
import type { EndedSession, EndedUser } from './feed-events.js';

const SWEEP_EVERY_MS = 30_000;
/** How much longer than its last possible expiry an entry is kept. */
const KEEP_LONGER_SECONDS = 120;

/** Ended sessions and inactive users, whose tokens are refused until the last of them has expired. */
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

  /**
   * Called before a snapshot that names every inactive user. Ended sessions are never forgotten, whatever a server
   * says.
   */
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
