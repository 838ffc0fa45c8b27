export * from './create-logger.js';
export * from './logging.config.js';
export * from './nest-logger.js';
export * from './request-event.js';
export * from './request-log.js';
export * from './scrub.js';
