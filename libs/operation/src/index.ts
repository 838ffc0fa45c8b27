export { Lifecycle } from './lifecycle.js';
export { DURATION_BUCKETS, Metrics } from './metrics.js';
export { type CountedSeries, type TimedSeries } from './series.js';
export { OperationModule } from './operation.module.js';
export { PeriodicJobs, type PeriodicJob, type PeriodicJobOptions } from './periodic-jobs.js';
export {
  Readiness,
  type ReadinessCheck,
  type ReadinessDetails,
  type ReadinessResult,
} from './readiness.js';
export { Refusals, type Refused } from './refusals.js';
export { StartNotices, type StartNotice } from './start-notices.js';
export {
  Traces,
  type OpenSpan,
  type SpanAttributes,
  type SpanFacts,
  type Tracer,
} from './traces.js';
