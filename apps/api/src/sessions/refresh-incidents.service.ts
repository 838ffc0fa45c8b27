import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock, newId, secondsAfter } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import { Audit } from '#api/audit';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { toSeenFrom } from './device.js';
import { newSessionSecret } from './refresh-token.js';
import type { RefreshUse } from './refresh-uses.service.js';
import type { RefreshableSession } from './refreshes.store.js';
import { sessionsConfig } from './sessions.config.js';
import { SessionsStore } from './sessions.store.js';

const LOG_EVERY_MS = 60_000;

/**
 * Handles refresh tokens that are not the current one. A used token is shown again: the caller may not be the client that it
 * was given to, so the session and all its tokens end. A token is newer than what the database holds: writes were lost; each
 * such session is recorded in the audit trail, and in the log at most once a minute, since all clients return at once.
 */
@Injectable()
export class RefreshIncidents {
  private readonly log = new Logger('Sessions');
  private readonly forgiven;
  private readonly rolledBack;
  private unreported = 0;
  private reportedAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: SessionsStore,
    @Inject(sessionsConfig.KEY) private readonly config: ConfigOf<typeof sessionsConfig>,
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

  /** Counts a retry that got the successor of its token. */
  countForgiven(reason: 'grace' | 'key' | 'device' | 'takeover'): void {
    this.forgiven.inc({ reason });
  }

  /** Ends the session of a used token that was shown again without a proof of the client. */
  async endReused(use: RefreshUse): Promise<void> {
    await this.unitOfWork.run(async (unit) => {
      const { id } = use.session;
      const ended = await this.store.end(unit.tx, id, 'refresh_token_reused', this.clock.now());
      if (ended) await this.recordReuse(unit, use);
    });
  }

  /**
   * The caller is the session's own device, and a client without proof was faster: the device gets a new session of the same
   * sign-in. `null` when another use was faster still, or the session has just ended.
   */
  takeOver(use: RefreshUse): Promise<RefreshableSession | null> {
    const { session, shown, client } = use;
    return this.unitOfWork.run(async (unit) => {
      if (!(await this.store.lockActiveUser(unit.tx, session.userId))) return null;
      const now = this.clock.now();
      const successor = { id: newId(), secret: newSessionSecret(), generation: 0 };
      const begun = await this.store.succeed(unit.tx, {
        id: session.id,
        generation: session.generation,
        deviceGeneration: shown.generation,
        successorId: successor.id,
        secret: successor.secret,
        now,
        expiresAt: secondsAfter(now, this.config.idleSeconds),
        ...toSeenFrom(client),
      });
      if (!begun) return null;
      await this.recordReuse(unit, use, { succeeded_by: successor.id });
      return { ...session, ...successor, expiresAt: begun.expiresAt };
    });
  }

  /** Runs `refresh` and, when a session comes of it, records in the same transaction that the database was rolled back. */
  async recordRollback<T>(
    use: RefreshUse,
    refresh: (tx: Tx) => Promise<T | null>,
  ): Promise<T | null> {
    const opened = await this.unitOfWork.run(async ({ tx }) => {
      const session = await refresh(tx);
      if (session !== null) await this.recordLostWrites(tx, use);
      return session;
    });
    if (opened !== null) this.warnOfLostWrites();
    return opened;
  }

  private async recordReuse(
    unit: Unit,
    { session, shown, client }: RefreshUse,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const { id, userId, generation } = session;
    unit.changed({ kind: 'session_ended', sessionId: id, userId });
    await this.audit.record(unit.tx, {
      type: 'refresh_token.reused',
      outcome: 'incident',
      actor: { kind: 'anonymous' },
      target: { kind: 'session', id },
      code: 'REFRESH_TOKEN_REUSED',
      client,
      details: {
        user_id: userId,
        used_generation: shown.generation,
        current_generation: generation,
        ...more,
      },
    });
  }

  private recordLostWrites(tx: Tx, { session, shown, client }: RefreshUse): Promise<void> {
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

  private warnOfLostWrites(): void {
    this.rolledBack.inc();
    this.unreported += 1;
    const nowMs = this.clock.monotonicMs();
    if (nowMs - this.reportedAtMs < LOG_EVERY_MS) return;
    this.log.warn(
      `The database has lost writes: ${this.unreported} session(s) were further than it knows and went on from their clients' refresh tokens. What was ended or revoked in the lost time may be back: see docs/operations.md, GatehouseDatabaseRolledBack`,
    );
    this.unreported = 0;
    this.reportedAtMs = nowMs;
  }
}
