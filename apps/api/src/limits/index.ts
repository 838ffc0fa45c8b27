export { limitsConfig } from './limits.config.js';
export { ArrivalLimitsModule, CallerLimitsModule } from './limits.module.js';
