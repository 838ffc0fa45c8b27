export { ArrivalLimits } from './arrival-limits.service.js';
export { BadCredentials } from './network-limits.service.js';
export { limitsConfig } from './limits.config.js';
export { LimitsModule, LimitsThrottlerModule } from './limits.module.js';
export { LoginLimitBypass, LoginLimits, SolvedChallenges } from './login-limits.service.js';
export { PostAuthRateLimitGuard } from './post-auth-rate-limit.guard.js';
export { PreAuthRateLimitGuard } from './pre-auth-rate-limit.guard.js';
export { LooksAtSecret, ShownSecretsInterceptor } from './shown-secrets.interceptor.js';
export { isCoarse } from './coarse-classes.js';
