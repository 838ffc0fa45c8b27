import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IdParam, RateClass, Refuses, RequirePermission } from '#libs/access';
import { Clock } from '#libs/kernel';
import { NEW_LIST_LIMIT, toPage, toPageRequest } from '#libs/paging';
import { Statistics } from '#api/audit/statistics';
import { AllUsageDto, ServiceUsageDto, UsageQuery } from './app-tokens.dto.js';
import { AppTokens } from './app-tokens.service.js';
import { groupUsage, toTokenUsage } from './to-app-token.js';
import { TokenUsage } from './token-usage.service.js';

const DEFAULT_DAYS = 30;

/** How much tokens are used. */
@ApiTags('Application tokens')
@Controller('api/tokens')
export class TokenUsageController {
  constructor(
    private readonly tokens: AppTokens,
    private readonly usage: TokenUsage,
    private readonly statistics: Statistics,
    private readonly clock: Clock,
  ) {}

  /** Counts uses per token and day, and says which tokens are unused for how long. */
  @Get('service/:service_id/usage')
  @RequirePermission('token:read', { service: 'path:service_id' })
  @RateClass('read')
  @Refuses('SERVICE_NOT_FOUND')
  async show(
    @IdParam('service_id') serviceId: string,
    @Query() query: UsageQuery,
  ): Promise<ServiceUsageDto> {
    const days = Number(query.days ?? DEFAULT_DAYS);
    const request = toPageRequest(query, NEW_LIST_LIMIT);
    const found = await this.tokens.list(serviceId, request);
    const { from, rows } = await this.usage.list(
      found.map(({ id }) => id),
      days,
    );
    const byToken = groupUsage(rows);
    const nowMs = this.clock.nowMs();
    const { items, next_cursor } = toPage(request, found, (token) =>
      toTokenUsage(token, byToken.get(token.id) ?? [], nowMs),
    );
    return { success: true, from, tokens: items, next_cursor };
  }
  /** Counts uses of tokens per day and service, over all services. */
  @Get('usage')
  @RequirePermission('token:read')
  @RateClass('read')
  @Refuses()
  async showAll(@Query() query: UsageQuery): Promise<AllUsageDto> {
    await this.usage.flush();
    const { from, uses } = await this.statistics.listTokenUses(Number(query.days ?? DEFAULT_DAYS));
    const days = uses.map(({ day, serviceId, count }) => ({
      date: day,
      service_id: serviceId,
      use_count: count,
    }));
    return { success: true, from, days };
  }
}
