export { type ServerLog, createServerLog } from './create-logger.js';
export { loggingConfig } from './logging.config.js';
export { NestLogger } from './nest-logger.js';
export type { RequestFacts } from './request-facts.js';
export { RequestLog } from './request-log.js';
