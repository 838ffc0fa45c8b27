import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HttpModule } from '../http/index.js';
import { HealthController } from './health.controller.js';
import { ReadinessService } from './readiness.service.js';

/** Health endpoints for load balancers and orchestrators. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), HttpModule],
  controllers: [HealthController],
  providers: [ReadinessService],
})
export class HealthModule {}
