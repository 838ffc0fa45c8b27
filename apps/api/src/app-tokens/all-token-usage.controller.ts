import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RateClass, Refuses, RequirePermission } from '#libs/access';
import { Statistics } from '#api/audit/statistics';
import { AllUsageDto, UsageQuery } from './app-tokens.dto.js';
import { TokenUsage } from './token-usage.service.js';

const DEFAULT_DAYS = 30;

/** How much the tokens of all services are used. */
@ApiTags('Application tokens')
@Controller('api/tokens')
export class AllTokenUsageController {
  constructor(
    private readonly usage: TokenUsage,
    private readonly statistics: Statistics,
  ) {}

  /** Counts uses of tokens per day and service, over all services. */
  @Get('usage')
  @RequirePermission('token:read')
  @RateClass('read')
  @Refuses()
  async show(@Query() query: UsageQuery): Promise<AllUsageDto> {
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
