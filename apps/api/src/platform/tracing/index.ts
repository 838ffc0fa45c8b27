export { openTracing, type Tracing } from './open-tracing.js';
export { SpanLosses } from './span-losses.js';
export { traceRequests } from './trace-requests.js';
export { tracingConfig } from './tracing.config.js';
