import {
  NETWORKS_HEADER,
  type AccessRule,
  type Principal,
  type ServiceSource,
  type UnitSource,
} from '#libs/access';
import { isId } from '#libs/kernel';
import type { GatehouseRequest } from '#api/platform/http';

type Kind = 'path' | 'body' | 'query' | 'role' | 'token' | 'permission';

/** What a call says about the service that it concerns. */
export interface NamedService {
  /** An id of the service itself, or of something in it that has to be looked up. */
  readonly isService: boolean;
  readonly id: string;
}

function valueOf(request: GatehouseRequest, kind: Kind, name: string): unknown {
  const places = { body: request.body, query: request.query };
  const place = kind === 'body' || kind === 'query' ? places[kind] : request.params;
  const isObject = typeof place === 'object' && place !== null && Object.hasOwn(place, name);
  return isObject ? (place as Record<string, unknown>)[name] : undefined;
}

/** `null` when the call names nothing, or something that cannot be an id. */
export function namedService(
  request: GatehouseRequest,
  source: ServiceSource,
): NamedService | null {
  const colon = source.indexOf(':');
  const kind = source.slice(0, colon) as Kind;
  const value = valueOf(request, kind, source.slice(colon + 1));
  if (!isId(value)) return null;
  return { isService: ['path', 'body', 'query'].includes(kind), id: value.toLowerCase() };
}

/** `null` when the call names no unit, or something that cannot be an id. */
export function namedUnit(request: GatehouseRequest, source: UnitSource): string | null {
  return namedService(request, source)?.id ?? null;
}

/** Whether the caller compares the networks of the token itself. */
export function seesToNetworks(
  { tellsNetworks }: Extract<AccessRule, { kind: 'app-token' }>,
  request: GatehouseRequest,
): boolean {
  return tellsNetworks === true && request.headers[NETWORKS_HEADER] === 'told';
}

/** Whether a path parameter names the caller. */
export function isSelf(
  request: GatehouseRequest,
  parameter: string,
  { userId }: Pick<Principal, 'userId'>,
): boolean {
  const params = request.params as Record<string, string | undefined>;
  return params[parameter]?.toLowerCase() === userId.toLowerCase();
}
