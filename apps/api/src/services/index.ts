export * from './service.entity.js';
export * from './services.dto.js';
export * from './services.errors.js';
export * from './services.module.js';
export * from './services.service.js';
export type { ServiceFields, ServiceRow } from './services.store.js';
export * from './to-service.js';
export { TokenTargets, type TokenTarget } from './token-targets.service.js';
