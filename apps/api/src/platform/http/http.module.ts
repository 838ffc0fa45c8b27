import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { ProblemDocuments } from '#libs/access';
import { AccessGuard } from './access/access.guard.js';
import { AccessPorts } from './access/access-ports.js';
import { MetricsAccess } from './access/metrics-access.js';
import { createValidationPipe } from './input/validation.pipe.js';
import { ProblemFilter } from './problems/problem.filter.js';

/** What all routes share: refusals, access, validation, documentation. */
@Module({
  providers: [
    AccessPorts,
    MetricsAccess,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: ProblemDocuments, useClass: ProblemFilter },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_PIPE, useFactory: createValidationPipe },
  ],
  exports: [MetricsAccess],
})
export class HttpModule {}
