import { EphemeralUnavailable, type CommandOptions, type Outage } from '../ephemeral.js';
import type { Breaker } from './breaker.js';
import { ConnectionWatch } from './connection-watch.js';
import { explainRedis, NOT_REACHED } from './explain-redis.js';
import type { RedisClient } from './redis-client.js';
import { within } from './within.js';

export type LineState = 'available' | 'unavailable';

/** Replies by which Redis says that it cannot or may not do it now. */
const REFUSAL =
  /^(OOM|READONLY|LOADING|MASTERDOWN|MISCONF|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|BUSY|NOAUTH|WRONGPASS|NOPERM|ERR max number of clients)\b/;

const LOST = 'The connection was lost';
const CAUSELESS = new Set([LOST, NOT_REACHED]);

export interface RedisLineOptions {
  readonly client: RedisClient;
  /** Whether a refused connection means that Redis itself is gone; not so with sentinels and clusters. */
  readonly isDirect: boolean;
  readonly commandTimeoutMs: number;
  readonly breaker: Breaker;
  readonly breakMs: number;
  /** As of a `ConnectionWatch`. */
  readonly giveUpMs: number;
  readonly onStateChange: (state: LineState, reason: string) => void;
}

/** One connection with a timeout and a breaker: what goes through it is answered or refused in time. */
export class RedisLine {
  /** Read to find out whether Redis answers again. */
  probeKey = 'probe';
  private losses = 0;
  private attemptAtMs = performance.now();
  private state: LineState | undefined;
  /** What was said of the present outage: a cause that is found later is said, too, and each once. */
  private readonly said = new Set<string>();
  private prober: NodeJS.Timeout | undefined;
  private readonly watch: ConnectionWatch;
  private isClosed = false;
  /** The present connection has not signed in: where nobody must, it would go on as the default user. */
  private isRefused = false;

  constructor(private readonly options: RedisLineOptions) {
    const { client, breaker, giveUpMs } = options;
    this.watch = new ConnectionWatch({ client, giveUpMs, ask: () => this.ask() });
    client.on('connecting', () => {
      this.attemptAtMs = performance.now();
      this.isRefused = false;
    });
    client.on('ready', () => this.answered());
    client.on('close', () => this.lost(LOST));
    client.on('-node', () => this.lost('A node has left'));
    client.on('error', (error: NodeJS.ErrnoException) => {
      if (options.isDirect && error.code === 'ECONNREFUSED') breaker.refused(this.attemptAtMs);
      const { words, isPassing } = explainRedis(error);
      this.isRefused ||= !isPassing;
      // What passes by itself is one outage; what an operator must change is said also when it is found later.
      if (client.status === 'ready' && !this.isRefused) return;
      if (!isPassing || this.state !== 'unavailable') this.turn('unavailable', words);
    });
  }

  get isAvailable(): boolean {
    return this.isReady && !this.options.breaker.isOpen;
  }

  private get isReady(): boolean {
    return this.options.client.status === 'ready' && !this.isRefused;
  }

  get generation(): number {
    return this.losses;
  }

  get outage(): Outage {
    return this.options.breaker.outage;
  }

  async send<T>(command: (client: RedisClient) => Promise<T>, options: CommandOptions): Promise<T> {
    const { client, breaker, commandTimeoutMs } = this.options;
    if (this.isClosed) throw new EphemeralUnavailable('closed');
    if (!this.isReady) throw new EphemeralUnavailable('disconnected');
    if (breaker.isOpen && !options.urgent) throw new EphemeralUnavailable('broken_off');
    const sentAtMs = performance.now();
    try {
      return await within(this.observe(command(client)), commandTimeoutMs);
    } catch (error) {
      throw this.explain(error, sentAtMs);
    }
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.prober);
    this.watch.close();
  }

  /** A reply proves life however late it comes. */
  private observe<T>(reply: Promise<T>): Promise<T> {
    reply.then(
      () => this.answered(),
      (error: Error) => {
        if (error.name === 'ReplyError') this.answered();
      },
    );
    return reply;
  }

  private explain(error: unknown, sentAtMs: number): unknown {
    if (error instanceof EphemeralUnavailable) {
      if (error.reason === 'timeout') this.timedOut(sentAtMs);
      return error;
    }
    if (!(error instanceof Error)) return error;
    if (error.name !== 'ReplyError')
      return new EphemeralUnavailable('disconnected', { cause: error });
    return REFUSAL.test(error.message)
      ? new EphemeralUnavailable('refused', { cause: error })
      : error;
  }

  private answered(): void {
    this.options.breaker.answered();
    if (!this.isReady || this.state === 'available') return;
    clearInterval(this.prober);
    this.prober = undefined;
    this.turn('available', 'It answers');
  }

  private timedOut(sentAtMs: number): void {
    this.options.breaker.timedOut(sentAtMs);
    this.turn('unavailable', 'It does not answer in time');
    this.prober ??= setInterval(() => this.probe(), this.options.breakMs).unref();
  }

  /** So that no request must wait to find out. */
  private probe(): void {
    if (this.options.client.status === 'ready') this.ask().catch(() => undefined);
  }

  private ask(): Promise<unknown> {
    return this.observe(this.options.client.get(this.probeKey));
  }

  private lost(reason: string): void {
    this.losses += 1;
    this.turn('unavailable', reason);
  }

  private turn(state: LineState, reason: string): void {
    if (this.isClosed || !this.isNews(state, reason)) return;
    if (state === 'available') this.said.clear();
    else this.said.add(reason);
    this.state = state;
    this.options.onStateChange(state, reason);
  }

  /** That a connection was lost says nothing more once an outage is known. */
  private isNews(state: LineState, reason: string): boolean {
    if (this.state !== state) return true;
    return state === 'unavailable' && !CAUSELESS.has(reason) && !this.said.has(reason);
  }
}
