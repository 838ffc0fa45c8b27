import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public, RateClass, Refuses } from '#libs/access';
import { coreConfig, type ConfigOf } from '#libs/config';
import { AppError, Clock } from '#libs/kernel';
import { MetricsAccess, seenBy, type GatehouseRequest } from '../http/index.js';
import { LiveDto, ReadyDto } from './health.dto.js';
import { ReadinessService } from './readiness.service.js';

@ApiTags('Operation')
@Controller('health')
export class HealthController {
  constructor(
    private readonly readiness: ReadinessService,
    private readonly metricsAccess: MetricsAccess,
    private readonly clock: Clock,
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
  ) {}

  /** Says that the process answers. It asks nothing else, so that no outage elsewhere restarts it. */
  @Get('live')
  @Public()
  @RateClass('none')
  @Refuses()
  live(@Req() request: GatehouseRequest): LiveDto {
    const seen = seenBy(request, this.core.secretKey, this.clock.nowMs());
    return { success: true, status: 'up', ...(seen && { seen }) };
  }

  /** Says whether requests should be sent here. It asks the database, its migrations, Redis and the mail server. */
  @Get('ready')
  @Public()
  @RateClass('none')
  @Refuses('NOT_READY')
  async ready(@Req() request: GatehouseRequest): Promise<ReadyDto> {
    const { isReady, status, checks } = await this.readiness.getState();
    const shown = this.metricsAccess.includes(request) ? { checks } : {};
    if (isReady) return { success: true, status: status === 'ok' ? 'ok' : 'degraded', ...shown };
    const detail = status === 'draining' ? 'The server is stopping.' : 'The server is not ready.';
    throw new AppError('NOT_READY', { detail, params: { ready: status, ...shown } });
  }
}
