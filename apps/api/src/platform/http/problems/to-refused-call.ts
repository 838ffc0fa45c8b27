import type { RefusedCall } from '#libs/access';
import type { GatehouseRequest } from '../edge/request-context.js';

/** The audit event of a 403 to an authenticated caller; `null` for other requests. */
export function toRefusedCall(request: GatehouseRequest): RefusedCall | null {
  const { refusal, client, principal = null, appPrincipal = null } = request;
  if (!refusal || !client || refusal.error.entry.status !== 403) return null;
  if (!principal && !appPrincipal) return null;
  const { code, params } = refusal.error;
  return {
    principal,
    appPrincipal,
    client,
    code,
    method: request.method,
    route: request.routeOptions.url ?? 'none',
    missing: params['required_permission'] ?? params['missing_permissions'],
  };
}
