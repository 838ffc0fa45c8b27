export { ServiceEntity } from './service.entity.js';
export { serviceColumns, toService, type ServiceFields, type ServiceRow } from './service.js';
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
export { TokenTargets, type TokenTarget } from './token-targets.service.js';
