export * from './change.js';
export * from './change-feed.js';
export * from './change-log.entity.js';
export * from './changes.config.js';
export * from './changes.module.js';
export * from './kept-changes.service.js';
export * from './unit-of-work.js';
export * from './validated-cache.js';
