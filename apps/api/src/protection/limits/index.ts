export { CallerLimits } from './caller-limits.service.js';
export { limitsConfig } from './limits.config.js';
export { PostAuthRateLimitModule, PreAuthRateLimitModule } from './limits.module.js';
export { LoginLimitBypass } from './login-limit-bypass.service.js';
