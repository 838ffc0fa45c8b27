import { Global, Module } from '@nestjs/common';
import { Lifecycle } from './lifecycle.js';
import { Metrics } from './metrics.js';
import { PeriodicJobs } from './periodic-jobs.js';
import { Readiness } from './readiness.js';
import { Refusals } from './refusals.js';
import { StartNotices } from './start-notices.js';
import { Traces } from './traces.js';

const registries = [Lifecycle, Metrics, PeriodicJobs, Readiness, Refusals, StartNotices, Traces];

/**
 * The registries that every feature may add to: metrics, periodic jobs, readiness checks, start notices, traces, and
 * draining of the process.
 */
@Global()
@Module({ providers: registries, exports: registries })
export class OperationModule {}
