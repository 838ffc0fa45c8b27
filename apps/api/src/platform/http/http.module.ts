import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { MetricsAccess } from './access/metrics-access.js';
import { createValidationPipe } from './input/validation.pipe.js';
import { ProblemFilter } from './problems/problem.filter.js';

/** What all routes share: problem documents, validation, access to the metrics. */
@Module({
  providers: [
    MetricsAccess,
    ProblemFilter,
    { provide: APP_FILTER, useExisting: ProblemFilter },
    { provide: APP_PIPE, useFactory: createValidationPipe },
  ],
  exports: [MetricsAccess, ProblemFilter],
})
export class HttpModule {}
