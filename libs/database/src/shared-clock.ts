import { Clock } from '#libs/kernel';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Metrics, StartNotices } from '#libs/operation';
import { Database, row } from './database.js';

/** Smaller differences are attributed to the network. */
const JITTER_MS = 100;

/**
 * The time of the database, which all instances share: signing, storing and checking use the same clock, independent
 * of the machines' clocks. Between two synchronisations it continues with a monotonic clock. Before the first one it
 * is the machine's time.
 */
export class SharedClock extends Clock {
  private origin: { readonly timeMs: number; readonly monotonicMs: number } | null = null;

  constructor(private readonly machine: Clock) {
    super();
  }

  override now(): Date {
    return new Date(this.nowMs());
  }

  override nowMs(): number {
    if (!this.origin) return this.machine.nowMs();
    const { timeMs, monotonicMs } = this.origin;
    return Math.floor(timeMs + this.monotonicMs() - monotonicMs);
  }

  override monotonicMs(): number {
    return performance.now();
  }

  /** How far the machine's clock is ahead. */
  get machineAheadMs(): number {
    return this.machine.nowMs() - this.nowMs();
  }

  /** @param readTimeMs reads the database's time, which is taken as the time in the middle of the call */
  async adjust(readTimeMs: () => Promise<number>): Promise<void> {
    const askedMs = this.monotonicMs();
    const readMs = await readTimeMs();
    const monotonicMs = (askedMs + this.monotonicMs()) / 2;
    const tookMs = this.monotonicMs() - askedMs;
    const expectedMs = this.origin && this.origin.timeMs + monotonicMs - this.origin.monotonicMs;
    const isSame = expectedMs !== null && Math.abs(readMs - expectedMs) < JITTER_MS + tookMs;
    if (!isSame) this.origin = { timeMs: readMs, monotonicMs };
  }
}

const EVERY_MS = 30_000;
/** The clock difference that verifiers of our tokens tolerate. */
const WORTH_SAYING_MS = 30_000;

/** Synchronises the clock of this process with the database's. A test's clock is not changed. */
@Injectable()
export class ClockKeeper implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('Clock');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly metrics: Metrics,
    private readonly notices: StartNotices,
  ) {}

  async onModuleInit(): Promise<void> {
    const { clock } = this;
    if (!(clock instanceof SharedClock)) return;
    await this.keep(clock);
    this.timer = setInterval(() => void this.keep(clock), EVERY_MS).unref();
    this.metrics.gauge(
      'gatehouse_clock_ahead_seconds',
      'How far the clock of this machine is ahead of the database’s',
      () => clock.machineAheadMs / 1000,
    );
    const aheadMs = clock.machineAheadMs;
    if (Math.abs(aheadMs) >= WORTH_SAYING_MS) this.notices.add(difference(aheadMs));
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async keep(clock: SharedClock): Promise<void> {
    try {
      await clock.adjust(() => this.readTimeMs());
    } catch (error) {
      this.log.debug(`The database was not asked for the time: ${String(error)}`);
    }
  }

  private async readTimeMs(): Promise<number> {
    const sql = 'SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms';
    const found = await row<{ ms: number }>(this.database.pool, sql);
    if (!found) throw new Error('no answer');
    return found.ms;
  }
}

function difference(aheadMs: number) {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const direction = aheadMs > 0 ? 'ahead of' : 'behind';
  const text = `this machine is ${seconds} s ${direction} the database, whose time is used`;
  return { label: 'Clock', text, level: 'warn' as const };
}
