import type { SessionEntity } from './session.entity.js';

/** What is set when a session begins, and by no statement afterwards. */
export const UNCHANGING = ['userId', 'secret', 'resourceId'] as const;

export type UnchangingFacts = Readonly<Pick<SessionEntity, (typeof UNCHANGING)[number]>>;

/** Strings and numbers alone: a `Buffer` of the driver keeps the whole block alive that it was cut from. */
interface Entry {
  readonly userId: string;
  readonly secret: string;
  readonly resourceId: string | null;
}

/** About 8 MB at most. */
const MOST_SESSIONS = 20_000;

/**
 * What never changes of the sessions that this process has begun or refreshed, so that the MAC of a refresh token is checked
 * without a statement. An entry cannot be stale, and says nothing of whether its session is live: only the database does. The
 * entry that was used longest ago gives way to a new one.
 */
export class RememberedSessions {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly maxEntries = MOST_SESSIONS) {}

  get size(): number {
    return this.entries.size;
  }

  find(id: string): UnchangingFacts | null {
    const entry = this.entries.get(id);
    if (!entry) return null;
    this.entries.delete(id);
    this.entries.set(id, entry);
    const { secret, ...rest } = entry;
    return { ...rest, secret: Buffer.from(secret, 'latin1') };
  }

  remember(id: string, { userId, secret, resourceId }: UnchangingFacts): void {
    if (this.entries.has(id)) return;
    this.entries.set(id, {
      userId,
      secret: secret.toString('latin1'),
      resourceId,
    });
    if (this.entries.size <= this.maxEntries) return;
    const oldest = this.entries.keys().next();
    if (!oldest.done) this.entries.delete(oldest.value);
  }
}
