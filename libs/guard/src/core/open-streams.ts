import { authUnavailable, invalidToken, Refusal } from '../errors.js';
import type { Clock } from './clock.js';
import type { EngineChange, GuardEngine } from './engine.js';

/** The user or service that a stream was opened for. */
export interface StreamOwner {
  readonly user?: { readonly id: string; readonly sessionId: string; readonly expiresAt: number };
  readonly app?: { readonly tokenId: string };
}

/** How a stream is watched. */
export interface Watched {
  readonly owner: StreamOwner;
  /** Identifies the rule: another entry with the same rule replaces it. */
  readonly rule: object;
  /** Decides again. @throws Refusal if the caller may not continue */
  readonly judge: () => Promise<unknown>;
  /** Ends the stream; called at most once. */
  readonly close: (refusal: Refusal) => void;
}

interface Stream {
  owner: StreamOwner;
  readonly judges: Map<object, () => Promise<unknown>>;
  readonly close: (refusal: Refusal) => void;
  timer: NodeJS.Timeout | undefined;
}

export interface OpenStreamsOptions {
  /** Maximum number of watched streams; further ones are refused, because an unwatched stream would not be closed. */
  readonly most: number;
  /** After this time without the feed, and then at this interval, streams are checked again; `null` for never. */
  readonly lostMs: number | null;
  readonly toleranceSeconds: number;
  /** When the application token of a caller expires, in seconds, if known. */
  readonly expiryOfApp?: (tokenId: string) => number | null;
}

/** Rules by which one stream was admitted, each at another unit: a connection that names any number of them ends here. */
const MAX_RULES_OF_STREAM = 1000;
const APPS_EVERY_MS = 30_000;
const LONGEST_TIMER_MS = 2_000_000_000;

function assertRoomFor(rule: object, { judges }: Stream): void {
  if (judges.size < MAX_RULES_OF_STREAM || judges.has(rule)) return;
  throw authUnavailable('Too many units on one connection');
}

const callerOf = ({ user, app }: StreamOwner): string =>
  user ? `user ${user.id}` : `app ${app?.tokenId ?? ''}`;

/** Open connections and streams; each is closed as soon as its caller could not open it again. */
export class OpenStreams {
  private readonly streams = new Map<object, Stream>();
  /** Streams of each caller, in order of arrival. */
  private readonly byCaller = new Map<string, Set<object>>();
  private lost: NodeJS.Timeout | undefined;
  private readonly ofApps: NodeJS.Timeout;
  private readonly unwatch: () => void;

  constructor(
    engine: GuardEngine,
    private readonly clock: Clock,
    private readonly options: OpenStreamsOptions,
  ) {
    this.unwatch = engine.watch((change) => this.obey(change));
    this.ofApps = setInterval(
      () => this.judgeThose(({ app }) => app !== undefined),
      APPS_EVERY_MS,
    ).unref();
  }

  get size(): number {
    return this.streams.size;
  }

  /**
   * Watches a stream until it is closed or forgotten; changes during its admission count too. When the maximum is
   * reached, the caller with the most streams loses its last one to a caller with fewer.
   * @throws Refusal `AUTH_UNAVAILABLE` when the maximum is reached and this caller has the most streams;
   * `INVALID_TOKEN` if another user opened it; otherwise the subscription of one user would continue under
   * the session of another
   */
  add(key: object, { owner, rule, judge, close }: Watched): void {
    let stream = this.streams.get(key);
    if (!stream) {
      if (this.streams.size >= this.options.most) this.makeRoomFor(owner);
      stream = { owner, judges: new Map(), close, timer: undefined };
      this.streams.set(key, stream);
      this.joinCaller(key, stream);
    }
    if (callerOf(stream.owner) !== callerOf(owner))
      throw invalidToken('This connection was opened by somebody else');
    assertRoomFor(rule, stream);
    const isNew = !stream.judges.has(rule) || stream.timer === undefined;
    const isRenewed = stream.owner.user?.expiresAt !== owner.user?.expiresAt;
    stream.owner = owner;
    stream.judges.set(rule, judge);
    if (isNew || isRenewed) {
      this.armExpiry(key, stream);
      void this.judge(key, stream);
    }
  }

  has(key: object): boolean {
    return this.streams.has(key);
  }

  forget(key: object): void {
    const stream = this.streams.get(key);
    if (!stream) return;
    clearTimeout(stream.timer);
    this.leaveCaller(key, stream);
    this.streams.delete(key);
  }

  stop(): void {
    this.unwatch();
    clearInterval(this.ofApps);
    clearTimeout(this.lost);
    for (const key of this.streams.keys()) this.forget(key);
  }

  private joinCaller(key: object, { owner }: Stream): void {
    const caller = callerOf(owner);
    const own = this.byCaller.get(caller) ?? new Set();
    this.byCaller.set(caller, own.add(key));
  }

  private leaveCaller(key: object, { owner }: Stream): void {
    const caller = callerOf(owner);
    const own = this.byCaller.get(caller);
    if (own?.delete(key) && own.size === 0) this.byCaller.delete(caller);
  }

  private makeRoomFor(owner: StreamOwner): void {
    const own = this.byCaller.get(callerOf(owner))?.size ?? 0;
    let most: ReadonlySet<object> = new Set();
    for (const keys of this.byCaller.values()) if (keys.size > most.size) most = keys;
    const last = [...most].at(-1);
    const refusal = authUnavailable('Too many open streams');
    if (!last || most.size <= own + 1) throw refusal;
    this.end(last, refusal);
  }

  private end(key: object, refusal: Refusal): void {
    const stream = this.streams.get(key);
    this.forget(key);
    stream?.close(refusal);
  }

  private obey(change: EngineChange): void {
    switch (change.kind) {
      case 'state':
        return this.obeyState(change.isUp);
      case 'session':
        return this.judgeThose(({ user }) => user?.sessionId === change.sessionId);
      case 'user':
        return this.judgeThose(({ user }) => user?.id === change.userId);
      case 'all':
        return this.judgeThose(() => true);
    }
  }

  private obeyState(isUp: boolean): void {
    clearTimeout(this.lost);
    if (isUp) return this.judgeThose(() => true);
    const { lostMs } = this.options;
    if (lostMs === null) return;
    this.lost = setTimeout(() => {
      this.judgeThose(() => true);
      this.obeyState(false);
    }, lostMs).unref();
  }

  private judgeThose(isAffected: (owner: StreamOwner) => boolean): void {
    for (const [key, stream] of this.streams)
      if (isAffected(stream.owner)) void this.judge(key, stream);
  }

  private async judge(key: object, stream: Stream): Promise<void> {
    try {
      for (const judge of stream.judges.values()) await judge();
    } catch (error) {
      if (this.streams.get(key) !== stream) return;
      this.end(
        key,
        error instanceof Refusal ? error : authUnavailable('It cannot be decided', error),
      );
    }
  }

  private endMsOf({ user, app }: StreamOwner): number | null {
    if (user) return (user.expiresAt + this.options.toleranceSeconds) * 1000;
    const expiresAt = app ? this.options.expiryOfApp?.(app.tokenId) : null;
    return typeof expiresAt === 'number' ? expiresAt * 1000 : null;
  }

  /** Checks the stream again when its token expires; it ends unless a newer token was presented meanwhile. */
  private armExpiry(key: object, stream: Stream): void {
    clearTimeout(stream.timer);
    const endMs = this.endMsOf(stream.owner);
    if (endMs === null) return;
    const delayMs = Math.min(Math.max(endMs - this.clock(), 0) + 1, LONGEST_TIMER_MS);
    stream.timer = setTimeout(() => {
      void this.judge(key, stream).then(() => {
        if (this.streams.get(key) === stream) this.armExpiry(key, stream);
      });
    }, delayMs).unref();
  }
}
