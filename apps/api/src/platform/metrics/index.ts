export * from './metrics.module.js';
export * from './request-metrics.service.js';
