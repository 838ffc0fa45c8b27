export { HashPool, type HashJobReport } from './hash-pool.js';
export { parseStoredHash } from './password-form.js';
export * from './passwords.config.js';
export * from './passwords.js';
export * from './passwords.module.js';
