export { limitsConfig } from './limits.config.js';
export { ServiceTokenLimit } from './service-token-limit.service.js';
export { PreAuthRateLimitModule, PostAuthRateLimitModule } from './limits.module.js';
export { LoginLimitBypass } from './login-limit-bypass.service.js';
