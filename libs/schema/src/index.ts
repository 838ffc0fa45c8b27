export * from './apply-migrations.js';
export * from './migrations-check.js';
export * from './migrations-dir.js';
export * from './migrations.config.js';
export * from './preconditions.js';
