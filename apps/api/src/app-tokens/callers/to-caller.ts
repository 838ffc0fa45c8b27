import type { CallerDto } from './callers.dto.js';
import type { CallerRow } from './service-callers.store.js';

export function toCaller(caller: CallerRow): CallerDto {
  return {
    service_id: caller.service_id,
    caller_service_id: caller.id,
    caller_service_name: caller.name,
    scopes: [...caller.scopes],
    granted_by: caller.granted_by,
    granted_at: caller.granted_at.toISOString(),
    updated_at: caller.updated_at.toISOString(),
  };
}
