export { limitsConfig } from './limits.config.js';
export { ServicePassage } from './service-passage.service.js';
export { ArrivalLimitsModule, CallerLimitsModule } from './limits.module.js';
