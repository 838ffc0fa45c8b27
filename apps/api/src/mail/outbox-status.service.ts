import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '#libs/database';
import { Metrics, Readiness, type ReadinessResult } from '#libs/operation';
import { SERVER_CURES } from './delivery-failure.js';
import { OutboxCleanupStore, type OutboxNumbers } from './outbox-cleanup.store.js';
import { OutboxWorker } from './worker/outbox-worker.service.js';

const FRESH_MS = 1_000;
/** A queue whose oldest mail waits longer than this is reported as degraded. */
const SLOW_SECONDS = 300;
const PATIENCE_MS = 2_000;
const LOOK_MS = 20;

interface Asked {
  readonly atMs: number;
  readonly numbers: Promise<OutboxNumbers>;
  isAnswered: boolean;
}

/** Reports how many mails wait: as metrics, in readiness and to the development mailbox. */
@Injectable()
export class OutboxStatus implements OnModuleInit {
  private last: Asked | undefined;

  constructor(
    private readonly database: Database,
    private readonly store: OutboxCleanupStore,
    private readonly worker: OutboxWorker,
    private readonly metrics: Metrics,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    const gauge = (name: string, help: string, pick: (numbers: OutboxNumbers) => number) =>
      this.metrics.askedGauge(name, help, () => this.numbers().then(pick, () => Number.NaN));
    gauge('gatehouse_mail_outbox_depth', 'Mails not sent yet.', ({ unsent }) => unsent);
    gauge(
      'gatehouse_mail_outbox_oldest_seconds',
      'Age of the oldest mail not sent yet.',
      ({ oldestSeconds }) => oldestSeconds,
    );
    gauge(
      'gatehouse_mail_outbox_failed_last_day',
      'Mails given up within the last day.',
      ({ failedLastDay }) => failedLastDay,
    );
    this.metrics.gauge(
      'gatehouse_mail_server_away',
      '1 while the mail server cannot be reached, or takes no mail from this server.',
      () => Number(this.worker.isServerAway),
    );
    this.readiness.add({ name: 'mail', isNeverDown: true, check: () => this.check() });
  }

  /** Resolves when no mail waits, after two seconds at the latest, so that the mailbox page shows a mail that was just queued. */
  async untilEmpty(): Promise<void> {
    const endMs = performance.now() + PATIENCE_MS;
    while (performance.now() < endMs) {
      const { unsent } = await this.store.numbers(this.database.pool);
      if (unsent === 0) return;
      await pause(LOOK_MS);
    }
  }

  /** Never `down`: without mail all other requests are still answered, and no mail is lost. */
  private async check(): Promise<ReadinessResult> {
    const { unsent, oldestSeconds, failedLastDay } = await this.numbers();
    const { isServerAway, serverTrouble } = this.worker;
    const isWell = !isServerAway && oldestSeconds < SLOW_SECONDS;
    const details = {
      server: isServerAway ? 'away' : 'no trouble',
      ...(serverTrouble && { trouble: serverTrouble, cure: SERVER_CURES[serverTrouble] }),
      unsent,
      oldest_seconds: Math.round(oldestSeconds),
      failed_last_day: failedLastDay,
    };
    return { status: isWell ? 'up' : 'degraded', details };
  }

  /** The gauges of one scrape share one query, and no second query starts while one is pending. */
  private numbers(): Promise<OutboxNumbers> {
    const { last } = this;
    const nowMs = performance.now();
    if (last && (!last.isAnswered || nowMs - last.atMs <= FRESH_MS)) return last.numbers;
    const numbers = this.store.numbers(this.database.pool).finally(() => {
      asked.isAnswered = true;
    });
    const asked: Asked = { atMs: nowMs, numbers, isAnswered: false };
    this.last = asked;
    return numbers;
  }
}
