import type { ChangeKind, ChangeRow } from './change.js';
import type { Marker } from './validated-cache.js';

/** Maximum age of a cached decision, whatever its markers say. */
export const ENTRY_LIFE_MS = 3_000;

/** Lets Redis forget unused markers; an absent marker matches nothing. */
export const MARKER_TTL_SECONDS = 120;

/**
 * The marker that every decision depends on. It expires unless it is used, so that no entry survives a pause of Redis
 * longer than its TTL; an instance that finds it absent creates a new one.
 */
export const EPOCH_KEY = 'epoch';
export const EPOCH_TTL_SECONDS = 1;

export const keyOf = (marker: Marker): string => `v:${marker}`;

type MarkerOf = (
  change: ChangeRow,
) => [kind: 'session' | 'user' | 'token' | 'service', id?: string];

/** The marker that each kind makes stale; changes of signing keys are read from the change log only. */
const MARKER_OF: Readonly<Record<ChangeKind, MarkerOf | null>> = {
  // Without a session id: everything of the user.
  session_ended: ({ sessionId, userId }) =>
    sessionId === undefined ? ['user', userId] : ['session', sessionId],
  user_changed: ({ userId }) => ['user', userId],
  user_permissions_changed: ({ userId }) => ['user', userId],
  role_changed: ({ serviceId }) => ['service', serviceId],
  service_changed: ({ serviceId }) => ['service', serviceId],
  token_changed: ({ tokenId }) => ['token', tokenId],
  keys_changed: null,
};

/** What is held at units is cached nowhere. */
const isOfUnit = ({ kind, data }: ChangeRow) =>
  kind === 'role_changed' && data?.['unit_id'] !== undefined;

/** The markers that a change makes stale. */
export function markersOf(change: ChangeRow): Marker[] {
  const markerOf = MARKER_OF[change.kind];
  if (!markerOf || isOfUnit(change)) return [];
  const [kind, id] = markerOf(change);
  if (!id) throw new Error(`A change of kind ${change.kind} must name the ${kind}`);
  return [`${kind}:${id}`];
}
