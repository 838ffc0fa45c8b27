import type { CallerDto } from './callers.dto.js';
import type { CallerRow } from './service-callers.store.js';

export function toCaller(caller: CallerRow): CallerDto {
  return {
    service_id: caller.serviceId,
    caller_service_id: caller.id,
    caller_service_name: caller.name,
    scopes: [...caller.scopes],
    granted_by: caller.grantedBy,
    granted_at: caller.grantedAt.toISOString(),
    updated_at: caller.updatedAt.toISOString(),
  };
}
