import { Injectable, Logger } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import type { RecognisedUse } from './refresh-recognition.service.js';

const LOG_EVERY_MS = 60_000;

/**
 * Tells an operator what refreshing has seen: retries that were forgiven, and clients that know more than the
 * database. Each session that was found rolled back is in the trail; the log says it once a minute at most, since all
 * clients come back at once.
 */
@Injectable()
export class RefreshWitness {
  private readonly log = new Logger('Sessions');
  private readonly forgiven;
  private readonly rolledBack;
  private untold = 0;
  private toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.forgiven = metrics.counter(
      'gatehouse_refreshes_forgiven_total',
      'Used refresh tokens that got their successor again, by what spoke for the client.',
      ['reason'],
    );
    this.rolledBack = metrics.counter(
      'gatehouse_sessions_rolled_back_total',
      'Sessions whose client held a refresh token that the database did not know of yet: it has lost writes.',
    );
  }

  forgave(reason: 'grace' | 'key' | 'device' | 'takeover'): void {
    this.forgiven.inc({ reason });
  }

  /** Runs `goOn` and, if it gets an answer, records in the same transaction that the database was rolled back. */
  async recordRollback<T>(
    recognised: RecognisedUse,
    goOn: (tx: Tx) => Promise<T | null>,
  ): Promise<T | null> {
    const opened = await this.unitOfWork.run(async ({ tx }) => {
      const gone = await goOn(tx);
      if (gone !== null) await this.record(tx, recognised);
      return gone;
    });
    if (opened !== null) this.tell();
    return opened;
  }

  private record(tx: Tx, { session, shown, client }: RecognisedUse): Promise<void> {
    return this.audit.record(tx, {
      type: 'session.rolled_back',
      outcome: 'incident',
      actor: { kind: 'anonymous' },
      target: { kind: 'session', id: session.id },
      client,
      details: {
        user_id: session.userId,
        shown_generation: shown.generation,
        stored_generation: session.generation,
      },
    });
  }

  private tell(): void {
    this.rolledBack.inc();
    this.untold += 1;
    const nowMs = this.clock.monotonicMs();
    if (nowMs - this.toldAtMs < LOG_EVERY_MS) return;
    this.log.warn(
      `The database has lost writes: ${this.untold} session(s) were further than it knows and went on from their clients' refresh tokens. What was ended or revoked in the lost time may be back: see docs/operations.md, GatehouseDatabaseRolledBack`,
    );
    this.untold = 0;
    this.toldAtMs = nowMs;
  }
}
