import { Global, Module } from '@nestjs/common';
import { Lifecycle } from './lifecycle.js';
import { Metrics } from './metrics.js';
import { Readiness } from './readiness.js';
import { Refusals } from './refusals.js';
import { StartNotices } from './start-notices.js';
import { Traces } from './traces.js';

const registries = [Lifecycle, Metrics, Readiness, Refusals, StartNotices, Traces];

/** The registries that every room may add to: metrics, readiness checks, start notices, traces, and the end of the process. */
@Global()
@Module({ providers: registries, exports: registries })
export class OperationModule {}
