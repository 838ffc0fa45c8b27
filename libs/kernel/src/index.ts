export * from './app-error.js';
export * from './clock.js';
export * from './codes.js';
export * from './ids.js';
export * from './in-time.js';
export * from './moment.js';
export * from './secret-box.js';
export * from './secrets.js';
