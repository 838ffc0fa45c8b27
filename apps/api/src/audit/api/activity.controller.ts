import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser, RateClass, Refuses, SignedIn, type Principal } from '#libs/access';
import { NEW_LIST_LIMIT, PageQuery, toPage, toPageRequest } from '#libs/paging';
import { AuditReading } from '#api/audit';
import { ActivityListDto } from './audit-api.dto.js';
import { toActivity } from './to-audit-event.js';

/** What happened to one's own account. */
@ApiTags('Profile')
@Controller('api/auth/activity')
export class ActivityController {
  constructor(private readonly reading: AuditReading) {}

  /** Lists sign-ins, refused ones too, and changes of the caller's account, newest first. */
  @Get()
  @SignedIn()
  @RateClass('read')
  @Refuses()
  async list(
    @CurrentUser() { userId }: Principal,
    @Query() query: PageQuery,
  ): Promise<ActivityListDto> {
    const request = toPageRequest(query, NEW_LIST_LIMIT);
    const found = await this.reading.list({ userId }, request);
    const { items, next_cursor } = toPage(request, found, (event) => toActivity(event, userId));
    return { success: true, activity: items, next_cursor };
  }
}
