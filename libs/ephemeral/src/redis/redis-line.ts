import { EphemeralUnavailable, type CommandOptions, type Outage } from '../ephemeral.js';
import type { Breaker } from './breaker.js';
import { ConnectionWatch } from './connection-watch.js';
import { explainRedis, NOT_REACHED } from './explain-redis.js';
import { type RedisClient, within } from './redis-client.js';

export type LineState = 'available' | 'unavailable';

/** Error replies that mean that Redis cannot or must not run the command now. */
const REFUSAL =
  /^(OOM|READONLY|LOADING|MASTERDOWN|MISCONF|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|BUSY|NOAUTH|WRONGPASS|NOPERM|ERR max number of clients)\b/;

const LOST = 'The connection was lost';
const CAUSELESS = new Set([LOST, NOT_REACHED]);

export interface RedisLineOptions {
  readonly client: RedisClient;
  /** Whether a refused connection means that Redis itself is down; not so with sentinels and clusters. */
  readonly isDirect: boolean;
  readonly commandTimeoutMs: number;
  readonly breaker: Breaker;
  readonly breakMs: number;
  /** As in `ConnectionWatch`. */
  readonly giveUpMs: number;
  readonly onStateChange: (state: LineState, reason: string) => void;
}

/** One connection with a command timeout and a breaker: every command is answered or refused in time. */
export class RedisLine {
  /** The key that is read to find out whether Redis answers again. */
  probeKey = 'probe';
  private losses = 0;
  private attemptAtMs = performance.now();
  private state: LineState | undefined;
  /**
   * The reasons already reported for the current outage: each is reported once, and a cause found later is reported
   * too.
   */
  private readonly reported = new Set<string>();
  private prober: NodeJS.Timeout | undefined;
  private readonly watch: ConnectionWatch;
  private isClosed = false;
  /**
   * Authentication of the current connection failed. If Redis requires no authentication, the connection would go on
   * as the default user.
   */
  private isRefused = false;

  constructor(private readonly options: RedisLineOptions) {
    const { client, breaker, giveUpMs } = options;
    this.watch = new ConnectionWatch({ client, giveUpMs, probe: () => this.sendProbe() });
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
      // Failures that pass by themselves are reported once per outage; a failure that the operator must fix is
      // reported even when it is found later.
      if (client.status === 'ready' && !this.isRefused) return;
      if (!isPassing || this.state !== 'unavailable') this.changeState('unavailable', words);
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

  /** A reply shows that the server is alive, however late it comes. */
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
    this.changeState('available', 'It answers');
  }

  private timedOut(sentAtMs: number): void {
    this.options.breaker.timedOut(sentAtMs);
    this.changeState('unavailable', 'It does not answer in time');
    this.prober ??= setInterval(() => this.probe(), this.options.breakMs).unref();
  }

  /** Probes in the background, so that no request has to wait for a timeout to find out. */
  private probe(): void {
    if (this.options.client.status === 'ready') this.sendProbe().catch(() => undefined);
  }

  private sendProbe(): Promise<unknown> {
    return this.observe(this.options.client.get(this.probeKey));
  }

  private lost(reason: string): void {
    this.losses += 1;
    this.changeState('unavailable', reason);
  }

  private changeState(state: LineState, reason: string): void {
    if (this.isClosed || !this.isNews(state, reason)) return;
    if (state === 'available') this.reported.clear();
    else this.reported.add(reason);
    this.state = state;
    this.options.onStateChange(state, reason);
  }

  /** A lost connection is no news during a known outage. */
  private isNews(state: LineState, reason: string): boolean {
    if (this.state !== state) return true;
    return state === 'unavailable' && !CAUSELESS.has(reason) && !this.reported.has(reason);
  }
}
