import { Readable } from 'node:stream';
import type { ChangeFeed, FeedChange } from '#api/platform/changes';
import { renderEvent, toFeedEvents, type FeedEvent, type FeedContext } from './feed-events.js';

/** The interval of heartbeats; `hello` announces it. */
export const HEARTBEAT_MS = 2000;
/** A stream ends at this age, so that guards reconnect and spread over the instances. */
const MAX_AGE_MS = 3_600_000;
/** A reader that reads nothing for so long is disconnected; it resumes from its cursor. */
export const STALL_MS = 10_000;
const PAGE = 500;

/** The result of a token check. `isGood`: the token is valid; `expiresInMs`: `null` when it does not expire. */
export interface TokenLook {
  readonly isGood: boolean;
  readonly expiresInMs: number | null;
}

/** The source of a stream's events. */
export interface FeedSource {
  readonly feed: Pick<ChangeFeed, 'latestCursor' | 'onWake' | 'readAfter'>;
  readonly issuer: string;
  readonly service: { readonly id: string; readonly name: string };
  readonly tokenId: string;
  /** When the token that opened the stream expires; `null`: never. */
  readonly tokenExpiresAt?: Date | null;
  /** `fresh` when the keys have just changed. */
  context(fresh: boolean): Promise<FeedContext>;
  snapshot(): Promise<FeedEvent[]>;
  /** Checks the token that opened the stream. */
  lookAtToken(): Promise<TokenLook>;
}

/** The stream of one guard: hello, the missed changes or a snapshot, ready, and then each change as it commits. */
export class FeedStream {
  private readonly out = new Readable({ read: () => this.continueReading() });
  private readonly stops: (() => void)[] = [];
  private isOpen = true;
  /** Called when the reader is ready for more, or the stream has ended. */
  private resume: (() => void) | undefined;
  private cursor = '';
  private isReady = false;
  private isWoken = false;
  private isBeating = false;
  private expiry: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly source: FeedSource) {}

  /** Begins the stream; it ends by itself. */
  open(lastEventId: string | undefined): Readable {
    const { feed, issuer, service, tokenId, tokenExpiresAt = null } = this.source;
    this.out.on('close', () => this.stop());
    this.out.on('error', () => this.stop());
    const exp = tokenExpiresAt && Math.floor(tokenExpiresAt.getTime() / 1000);
    const appToken = { id: tokenId, exp };
    const data = {
      protocol: 1,
      issuer,
      service,
      heartbeat_ms: HEARTBEAT_MS,
      app_token: appToken,
    };
    this.enqueue(() => this.send({ event: 'hello', data }));
    this.enqueue(() => this.begin(lastEventId));
    this.stops.push(
      feed.onWake(() => this.wake()),
      () => clearTimeout(this.expiry),
    );
    this.every(HEARTBEAT_MS, () => this.beat());
    this.every(MAX_AGE_MS, () => this.end());
    return this.out;
  }

  end(): void {
    if (this.isOpen) {
      this.out.push(null);
      // A reader that does not read would never reach the end, and would keep its place.
      setTimeout(() => this.out.destroy(), STALL_MS).unref();
    }
    this.stop();
  }

  private async begin(lastEventId: string | undefined): Promise<void> {
    const { feed } = this.source;
    const missed = lastEventId === undefined ? undefined : await feed.readAfter(lastEventId, 1);
    if (missed?.isGap)
      await this.send({ event: 'reset', data: { reason: 'The cursor cannot be honoured' } });
    if (lastEventId !== undefined && !missed?.isGap) {
      this.cursor = lastEventId;
    } else {
      // The cursor is read before the snapshot: a change that commits in between is sent twice rather than never.
      this.cursor = missed?.cursor ?? (await feed.latestCursor());
      for (const event of await this.source.snapshot()) await this.send(event);
    }
    this.isReady = true;
    // No later event reports a change of the token between its authentication and this moment.
    await this.check();
    await this.drain();
    const { kids } = await this.source.context(false);
    await this.send({ event: 'ready', data: { kids }, id: this.cursor });
  }

  /** Queues at most one read, however many changes wake it. */
  private wake(): void {
    if (this.isWoken) return;
    this.isWoken = true;
    this.enqueue(() => {
      this.isWoken = false;
      return this.drain();
    });
  }

  private async drain(): Promise<void> {
    if (!this.isReady) return;
    for (;;) {
      const page = await this.source.feed.readAfter(this.cursor, PAGE);
      if (page.isGap) return this.end();
      if (page.changes.length === 0) return;
      const hasNewKeys = page.changes.some(({ kind }) => kind === 'keys_changed');
      const context = await this.source.context(hasNewKeys);
      for (const change of page.changes) {
        for (const { event, serviceId } of toFeedEvents(change, context)) {
          if (serviceId === undefined || serviceId === this.source.service.id) {
            await this.send({ ...event, id: change.cursor });
          }
        }
      }
      this.cursor = page.cursor;
      if (page.changes.some((change) => this.concernsToken(change))) await this.check();
    }
  }

  private concernsToken({ kind, tokenId, serviceId }: FeedChange): boolean {
    if (kind === 'service_changed') return serviceId === this.source.service.id;
    return tokenId === this.source.tokenId;
  }

  /** Called after a change of the token or its service. The expiry of the token is no change and needs a timer. */
  private async check(): Promise<void> {
    const { isGood, expiresInMs } = await this.source.lookAtToken();
    if (!isGood) return this.end();
    clearTimeout(this.expiry);
    if (expiresInMs === null || expiresInMs > MAX_AGE_MS || !this.isOpen) return;
    this.expiry = setTimeout(() => this.enqueue(() => this.check()), Math.max(expiresInMs, 1));
    this.expiry.unref();
  }

  private beat(): void {
    if (this.isBeating) return;
    this.isBeating = true;
    this.enqueue(async () => {
      this.isBeating = false;
      if (this.isReady) await this.send({ event: 'heartbeat', data: {}, id: this.cursor });
    });
  }

  /** Runs the tasks in order, so that events keep theirs. A failure ends the stream: the guard reconnects with its cursor. */
  private enqueue(step: () => Promise<void>): void {
    this.work = this.work.then(() => (this.isOpen ? step() : undefined)).catch(() => this.end());
  }

  /** Waits until the reader is ready for more, so that few events are held in memory. */
  private async send(event: FeedEvent): Promise<void> {
    if (!this.isOpen || this.out.push(renderEvent(event))) return;
    const stalled = setTimeout(() => this.out.destroy(), STALL_MS);
    stalled.unref();
    await new Promise<void>((resolve) => (this.resume = resolve));
    clearTimeout(stalled);
  }

  private continueReading(): void {
    const { resume } = this;
    this.resume = undefined;
    resume?.();
  }

  private every(ms: number, step: () => void): void {
    const timer = setInterval(step, ms);
    timer.unref();
    this.stops.push(() => clearInterval(timer));
  }

  private stop(): void {
    this.isOpen = false;
    this.continueReading();
    for (const stop of this.stops.splice(0)) stop();
  }
}
