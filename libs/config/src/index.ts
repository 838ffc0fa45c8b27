export { basePathOfUrl } from './base-url.js';
export * from './config.module.js';
export * from './environment.js';
export * from './is-loopback.js';
export * from './load-config.js';
export * from './render.js';
export * from './slice.js';
export * from './variable.js';
export * from './core.config.js';
