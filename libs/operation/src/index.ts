export * from './lifecycle.js';
export * from './metrics.js';
export * from './operation.module.js';
export * from './readiness.js';
export * from './refusals.js';
export * from './start-notices.js';
export * from './traces.js';
