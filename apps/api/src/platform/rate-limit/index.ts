export { Buckets } from './buckets.service.js';
export { FairLimit } from './fair-limit.js';
export { parseRate, type Rate } from './rate.js';
export type { Bucket } from './redis-buckets.js';
export type { Verdict } from './rate.js';
