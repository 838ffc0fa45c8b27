export { AuditApiModule } from './audit-api.module.js';
export { ActivityDto } from './audit-api.dto.js';
export { OwnActivity } from './own-activity.service.js';
