import { Injectable } from '@nestjs/common';
import { AuditReading } from '#api/audit';
import { NEW_LIST_LIMIT, toPage, toPageRequest, type PageQuery } from '#libs/paging';
import type { ActivityDto } from './audit-api.dto.js';
import { toActivity } from './to-audit-event.js';

/** Lists to each user what happened to their own account. */
@Injectable()
export class OwnActivity {
  constructor(private readonly reading: AuditReading) {}

  /**
   * A page of it, newest first.
   * @throws AppError `VALIDATION_FAILED` for a cursor that this list did not give
   */
  async list(
    userId: string,
    query: PageQuery,
  ): Promise<{ readonly items: ActivityDto[]; readonly next_cursor: string | null }> {
    const request = toPageRequest(query, NEW_LIST_LIMIT);
    const found = await this.reading.list({ userId }, request);
    return toPage(request, found, (event) => toActivity(event, userId));
  }
}
