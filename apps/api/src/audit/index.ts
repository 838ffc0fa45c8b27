export * from './audit.js';
export * from './audit.module.js';
export * from './audit-event.entity.js';
export * from './audit-reading.js';
export * from './chain/index.js';
export * from './audit.config.js';
