import { Readable } from 'node:stream';
import type { ChangeFeed, FeedChange } from '#api/platform/changes';
import { renderEvent, type FeedEvent } from './feed-event.js';
import { toFeedEvents, type FeedContext } from './to-feed-events.js';

/** How long silence may last; told in `hello`. */
export const HEARTBEAT_MS = 2000;
/** After so long a guard connects anew, so that connections spread over instances. */
const MAX_AGE_MS = 3_600_000;
/** A reader that takes nothing for so long is cut off and resumes from its cursor. */
export const STALL_MS = 10_000;
const PAGE = 500;

/** Whether a token is good, and for how many milliseconds more; `null` when it does not expire. */
export interface TokenLook {
  readonly isGood: boolean;
  readonly expiresInMs: number | null;
}

/** What a stream reads from. */
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
  /** How long the token that opened the stream is good, as far as it is known now. */
  lookAtToken(): Promise<TokenLook>;
}

/** One guard's stream: hello, what it missed, ready, and from then on each change as it commits. */
export class FeedStream {
  private readonly out = new Readable({ read: () => this.goOn() });
  private readonly stops: (() => void)[] = [];
  private isOpen = true;
  /** Called when the reader has taken what was there, or nothing more will be sent. */
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
      // Who takes nothing would never come to the end, and hold the place.
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
      // The place is fixed before the snapshot is read: what commits in between comes twice rather than never.
      this.cursor = missed?.cursor ?? (await feed.latestCursor());
      for (const event of await this.source.snapshot()) await this.send(event);
    }
    this.isReady = true;
    // What befell the token after it was shown and before this is in no event that follows.
    await this.check();
    await this.drain();
    const { kids } = await this.source.context(false);
    await this.send({ event: 'ready', data: { kids }, id: this.cursor });
  }

  /** However often it is woken, it waits once. */
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
      if (page.changes.some((change) => this.isAboutUs(change))) await this.check();
    }
  }

  private isAboutUs({ kind, tokenId, serviceId }: FeedChange): boolean {
    if (kind === 'service_changed') return serviceId === this.source.service.id;
    return tokenId === this.source.tokenId;
  }

  /** A change of the token or its service announces itself; only its expiry does not, so that has a timer. */
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

  /** Waits for the reader, so that however much there is to tell, little of it waits in memory. */
  private async send(event: FeedEvent): Promise<void> {
    if (!this.isOpen || this.out.push(renderEvent(event))) return;
    const stalled = setTimeout(() => this.out.destroy(), STALL_MS);
    stalled.unref();
    await new Promise<void>((resolve) => (this.resume = resolve));
    clearTimeout(stalled);
  }

  private goOn(): void {
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
    this.goOn();
    for (const stop of this.stops.splice(0)) stop();
  }
}
