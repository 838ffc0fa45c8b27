import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { MetricsAccess } from './access/metrics-access.js';
import { DtoPipes } from './input/dto-pipes.js';
import { ProblemFilter } from './problems/problem.filter.js';

/** What all routes share: problem documents, validation, access to the metrics. */
@Module({
  providers: [
    DtoPipes,
    MetricsAccess,
    ProblemFilter,
    { provide: APP_FILTER, useExisting: ProblemFilter },
  ],
  exports: [MetricsAccess, ProblemFilter],
})
export class HttpModule {}
