export { HashPool, type HashJobReport, type HashOptions } from './hash-pool.js';
export { parseStoredHash } from './password-form.js';
export { passwordsConfig } from './passwords.config.js';
export { PasswordsModule } from './passwords.module.js';
export { hashOptionsOf, Passwords, type PasswordVerdict } from './passwords.service.js';
