import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Audit, AuditReading, type AuditFilter } from '#api/audit';
import { ExportPlaces } from './export-places.service.js';
import { toAuditEvent } from './to-audit-event.js';

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
