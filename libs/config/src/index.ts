export * from './config.module.js';
export { processEnvironment, readEnvironment, type Environment } from './environment.js';
export { IGNORED_NAMES } from './ignored-names.js';
export * from './is-loopback.js';
export * from './load-config.js';
export * from './render.js';
export * from './slice.js';
export * from './variable.js';
export * from './core.config.js';
