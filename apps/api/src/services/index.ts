export {
  CreateServiceDto,
  ServiceDto,
  ServiceListDto,
  ServiceWrittenDto,
  UpdateServiceDto,
} from './services.dto.js';
export { invalidTarget, serviceNotFound } from './services.errors.js';
export { ServicesModule } from './services.module.js';
export { Services } from './services.service.js';
export type { ServiceFields, ServiceRow } from './services.store.js';
export { toService } from './to-service.js';
export { TokenTargets, type TokenTarget } from './token-targets.service.js';
