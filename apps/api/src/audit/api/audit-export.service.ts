import { Readable } from 'node:stream';
import { Injectable, Inject } from '@nestjs/common';
import type { Counter } from 'prom-client';
import type { ClientInfo, Principal } from '#libs/access';
import { Database } from '#libs/database';
import { Clock, AppError, StreamPlaces } from '#libs/kernel';
import type { ConfigOf } from '#libs/config';
import { Metrics } from '#libs/operation';
import { Audit, AuditReading, type AuditFilter, auditConfig } from '#api/audit';
import { toAuditEvent } from './to-audit-event.js';

const REFUSED_FOR_SECONDS = 30;

/** The place of one running export. */
class ExportPlace {
  /** Called when the place is given to a user who has fewer. */
  onEnd: () => void = () => undefined;

  constructor(private readonly left: (place: ExportPlace) => void) {}

  end(): void {
    this.onEnd();
  }

  leave(): void {
    this.left(this);
  }
}

/** Limits the concurrent exports of the trail. */
@Injectable()
export class ExportPlaces {
  private readonly places: StreamPlaces<ExportPlace>;
  private readonly refusals: Counter;

  constructor(
    @Inject(auditConfig.KEY) { exportsPerUser, exportsMax }: ConfigOf<typeof auditConfig>,
    metrics: Metrics,
  ) {
    this.places = new StreamPlaces(exportsPerUser, exportsMax);
    metrics.gauge(
      'gatehouse_audit_exports',
      'Exports of the audit trail that run in this process',
      () => this.places.size,
    );
    this.refusals = metrics.counter(
      'gatehouse_audit_exports_refused_total',
      'Exports of the audit trail that were refused because their user, or this instance, has as many as it may',
    );
  }

  /** @throws AppError `TOO_MANY_STREAMS` */
  take(userId: string): ExportPlace {
    if (this.places.refusalOf(userId)) {
      this.refusals.inc();
      throw new AppError('TOO_MANY_STREAMS', {
        detail:
          'As many exports of the audit trail run as may at one time. Try again when one has ended.',
        retryAfterSeconds: REFUSED_FOR_SECONDS,
      });
    }
    const place = new ExportPlace((one) => this.places.delete(userId, one));
    this.places.add(userId, place);
    return place;
  }
}

const PAGE = 500;

/** Streams the trail as lines of JSON, page by page at the speed of the reader. */
@Injectable()
export class AuditExport {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly reading: AuditReading,
    private readonly clock: Clock,
    private readonly places: ExportPlaces,
  ) {}

  /** Records the export in the trail, then streams it. @throws AppError `TOO_MANY_STREAMS` */
  async open(user: Principal, client: ClientInfo, filter: AuditFilter): Promise<Readable> {
    const place = this.places.take(user.userId);
    try {
      await this.record(user, client, filter);
    } catch (error) {
      place.leave();
      throw error;
    }
    const now = this.clock.now();
    // Events written during the export are left out: otherwise it would not end.
    const to = filter.to && filter.to < now ? filter.to : now;
    const lines = this.lines({ ...filter, to });
    const out = Readable.from(lines, { objectMode: false, highWaterMark: 1 });
    out.once('close', () => place.leave());
    place.onEnd = () => out.destroy();
    return out;
  }

  private record(user: Principal, client: ClientInfo, filter: AuditFilter): Promise<void> {
    return this.audit.record(this.database.pool, {
      type: 'audit.exported',
      outcome: 'success',
      actor: { kind: 'user', id: user.userId, sessionId: user.sessionId },
      client,
      details: { filter },
    });
  }

  private async *lines(filter: AuditFilter): AsyncGenerator<string> {
    let after: string | null = null;
    for (;;) {
      const page = await this.reading.list(filter, { after, limit: PAGE });
      if (page.length > 0) yield page.map(toLine).join('');
      if (page.length < PAGE) return;
      after = page.at(-1)?.id ?? null;
    }
  }
}

const toLine = (event: Parameters<typeof toAuditEvent>[0]): string =>
  `${JSON.stringify(toAuditEvent(event))}\n`;
