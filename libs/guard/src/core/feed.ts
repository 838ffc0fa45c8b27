import { AuthorityError, type Authority } from './authority.js';
import { parseFeedEvent, type FeedEvent } from './feed-events.js';
import { SseParser } from './sse.js';

/** Whether the feed is not yet connected, connected, or no longer connected. */
export type FeedState = 'connecting' | 'up' | 'lost';

export interface FeedListener {
  /**
   * Applies an event, in order. An error ends the connection: a guard that cannot apply an event must not continue.
   */
  onEvent(event: FeedEvent): void;
  onState(state: FeedState, reason: unknown): void;
  /** Called for each connection that failed or ended, before `onState`. */
  onTrouble?(reason: unknown): void;
}

export interface FeedTiming {
  /** Maximum time without data until the first `hello` tells it. */
  readonly silenceMs: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  readonly deniedDelayMs: number;
}

export const FEED_TIMING: FeedTiming = {
  silenceMs: 5000,
  firstDelayMs: 100,
  maxDelayMs: 2000,
  deniedDelayMs: 5000,
};

const MAX_RETRY_AFTER_MS = 30_000;
const SILENCE_SLACK_MS = 1000;
const STEADY_AFTER_MS = 1000;

/**
 * Follows the server's feed across broken connections, restarts and changes of the instance. It reconnects with the
 * cursor of the last applied event, and is `up` only after it has caught up.
 */
export class Feed {
  state: FeedState = 'connecting';
  private cursor: string | null = null;
  private isFresh = true;
  private isGreeted = false;
  private failures = 0;
  private steady: NodeJS.Timeout | undefined;
  private silenceMs: number;
  private stopped = new AbortController();
  private finished: Promise<void> = Promise.resolve();

  constructor(
    private readonly open: NonNullable<Authority['openFeed']>,
    private readonly listener: FeedListener,
    private readonly timing: FeedTiming = FEED_TIMING,
  ) {
    this.silenceMs = timing.silenceMs;
  }

  start(): void {
    this.finished = this.follow();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.finished;
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      const reason: unknown = await this.session().catch((error: unknown) => error);
      if (signal.aborted) break;
      this.listener.onTrouble?.(reason);
      this.enter('lost', reason);
      const delayMs = this.delayAfter(reason);
      this.failures += 1;
      await sleep(delayMs, signal);
    }
  }

  /** Runs one connection until it ends; returns the reason. */
  private async session(): Promise<unknown> {
    const connection = new AbortController();
    const abort = () => connection.abort();
    this.stopped.signal.addEventListener('abort', abort, { once: true });
    const watchdog = new Watchdog(() => connection.abort(new Error('The feed went silent')));
    try {
      this.isFresh = this.cursor === null;
      this.isGreeted = false;
      const stream = await this.open(this.cursor, connection.signal);
      watchdog.feed(this.silenceMs);
      await this.read(stream, watchdog);
      return reasonOf(connection.signal) ?? new Error('The server ended the feed');
    } catch (error) {
      return reasonOf(connection.signal) ?? error;
    } finally {
      watchdog.stop();
      clearTimeout(this.steady);
      this.stopped.signal.removeEventListener('abort', abort);
      connection.abort();
    }
  }

  private async read(stream: AsyncIterable<Uint8Array>, watchdog: Watchdog): Promise<void> {
    const parser = new SseParser();
    for await (const bytes of stream) {
      for (const { event, data, id } of parser.push(bytes)) this.obey(event, data, id);
      watchdog.feed(this.silenceMs);
    }
  }

  private obey(name: string, data: string, id: string | undefined): void {
    try {
      const event = parseFeedEvent(name, data);
      if (!this.isGreeted && event?.kind !== 'hello')
        throw new Error('The feed began without hello');
      if (event) this.handle(event);
      if (id) this.cursor = id;
      if (event?.kind === 'ready') this.settle();
    } catch (error) {
      this.cursor = null;
      throw error;
    }
  }

  private handle(event: FeedEvent): void {
    if (event.kind === 'reset') this.cursor = null;
    this.listener.onEvent(event);
    if (event.kind === 'hello') this.greet(event.heartbeatMs);
  }

  private greet(heartbeatMs: number): void {
    this.isGreeted = true;
    this.silenceMs = 2 * heartbeatMs + SILENCE_SLACK_MS;
    // Without a cursor missed events are unknown, so all earlier state is void.
    if (this.isFresh) this.listener.onEvent({ kind: 'reset' });
  }

  /**
   * Failures are reset only after a connection has lasted, so that a server that disconnects at once is not flooded
   * with reconnects.
   */
  private settle(): void {
    clearTimeout(this.steady);
    this.steady = setTimeout(() => {
      this.failures = 0;
    }, STEADY_AFTER_MS);
    this.steady.unref();
    this.enter('up', null);
  }

  private enter(state: FeedState, reason: unknown): void {
    const changed = this.state !== state;
    this.state = state;
    if (changed) this.listener.onState(state, reason);
  }

  private delayAfter(reason: unknown): number {
    const { firstDelayMs, maxDelayMs, deniedDelayMs } = this.timing;
    const status = reason instanceof AuthorityError ? reason.status : null;
    if (status === 401 || status === 403) return jittered(deniedDelayMs);
    if (reason instanceof AuthorityError && reason.retryAfterSeconds !== null) {
      return jittered(
        Math.min(MAX_RETRY_AFTER_MS, Math.max(firstDelayMs, reason.retryAfterSeconds * 1000)),
      );
    }
    if (this.failures === 0) return 0;
    return jittered(Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(this.failures - 1, 10)));
  }
}

const reasonOf = (signal: AbortSignal): unknown => (signal.aborted ? signal.reason : undefined);

/** Calls `onSilence` when `feed` was not called for the given time. */
class Watchdog {
  private timer: NodeJS.Timeout | null = null;
  private waitMs = 0;

  constructor(private readonly onSilence: () => void) {}

  feed(waitMs: number): void {
    if (this.timer && this.waitMs === waitMs) {
      this.timer.refresh();
      return;
    }
    this.stop();
    this.waitMs = waitMs;
    this.timer = setTimeout(this.onSilence, waitMs);
    this.timer.unref();
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }
}

/** Between 75 and 100 percent of the delay, so that many guards do not reconnect at the same time. */
const jittered = (ms: number): number => {
  const spread = new Uint32Array(1);
  crypto.getRandomValues(spread);
  return Math.round(ms * (0.75 + ((spread[0] ?? 0) / 2 ** 32) * 0.25));
};

const sleep = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    timer.unref();
    signal.addEventListener('abort', done, { once: true });
  });
