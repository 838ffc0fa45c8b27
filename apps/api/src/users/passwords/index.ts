export { hashOptionsOf, type HashOptions, type PasswordVerdict } from './hash-options.js';
export { HashPool, type HashJobReport } from './hash-pool.js';
export { parseStoredHash } from './password-form.js';
export { passwordsConfig } from './passwords.config.js';
export { PasswordsModule } from './passwords.module.js';
export { Passwords } from './passwords.service.js';
