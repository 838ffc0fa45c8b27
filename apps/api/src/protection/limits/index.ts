export { limitsConfig } from './limits.config.js';
export { ServicePassage } from './service-passage.service.js';
export { ArrivalLimitsModule, CallerLimitsModule } from './limits.module.js';
export { SignInPassage } from './sign-in-passage.service.js';
