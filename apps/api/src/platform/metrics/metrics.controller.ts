import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Public, RateClass, Refuses } from '#libs/access';
import { AppError } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import { MetricsAccess, type GatehouseRequest } from '../http/index.js';

const PROMETHEUS_TEXT = 'text/plain; version=0.0.4; charset=utf-8';

@ApiTags('Operation')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly metricsAccess: MetricsAccess,
  ) {}

  /** Gives the numbers of this process in the text format of Prometheus. */
  @Get()
  @Public()
  @RateClass('none')
  @Refuses('ROUTE_NOT_FOUND')
  @Header('Content-Type', PROMETHEUS_TEXT)
  @ApiProduces('text/plain')
  @ApiOkResponse({
    description: 'One line a number.',
    schema: { type: 'string', example: 'gatehouse_http_requests_total{method="GET"} 42' },
  })
  read(@Req() request: GatehouseRequest): Promise<string> {
    if (!this.metricsAccess.includes(request)) throw new AppError('ROUTE_NOT_FOUND');
    return this.metrics.registry.metrics();
  }
}
