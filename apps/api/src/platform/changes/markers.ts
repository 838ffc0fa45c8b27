import type { ChangeKind, ChangeRow } from './change.js';
import type { Marker } from './validated-cache.js';

/** How long a cached decision may be used, with whatever is known of its markers. */
export const ENTRY_LIFE_MS = 3_000;

/** Only so that Redis forgets what nobody asks for: a marker that is gone matches nothing. */
export const MARKER_TTL_SECONDS = 120;

/**
 * One marker is of everything. It ends by itself unless it is used, so that nothing survives a pause of Redis that
 * is longer than this; who finds it gone makes another.
 */
export const EPOCH_KEY = 'epoch';
export const EPOCH_TTL_SECONDS = 1;

export const keyOf = (marker: Marker): string => `v:${marker}`;

type MarkerOf = (
  change: ChangeRow,
) => [kind: 'session' | 'user' | 'token' | 'service', id?: string];

/** What each kind makes stale; the keys are watched by the change log alone. */
const MARKER_OF: Readonly<Record<ChangeKind, MarkerOf | null>> = {
  // Without a session: all of the user.
  session_ended: ({ sessionId, userId }) =>
    sessionId === undefined ? ['user', userId] : ['session', sessionId],
  user_changed: ({ userId }) => ['user', userId],
  user_permissions_changed: ({ userId }) => ['user', userId],
  role_changed: ({ serviceId }) => ['service', serviceId],
  service_changed: ({ serviceId }) => ['service', serviceId],
  token_changed: ({ tokenId }) => ['token', tokenId],
  keys_changed: null,
};

/** The markers of what a change makes stale. */
export function markersOf(change: ChangeRow): Marker[] {
  const markerOf = MARKER_OF[change.kind];
  if (!markerOf) return [];
  const [kind, id] = markerOf(change);
  if (!id) throw new Error(`A change of kind ${change.kind} must name the ${kind}`);
  return [`${kind}:${id}`];
}
