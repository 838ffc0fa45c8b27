import type { FeedChange } from '#api/platform/changes';

/** One event of the feed, as `docs/guard-protocol.md` describes it. */
export interface FeedEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The cursor after this event; absent for events before `ready`. */
  readonly id?: string;
}

/** The event in the format of server-sent events (HTML Living Standard), its data as one line of JSON. */
export function renderEvent({ event, data, id }: FeedEvent): string {
  const lines = [
    `event: ${event}`,
    ...(id === undefined ? [] : [`id: ${id}`]),
    `data: ${JSON.stringify(data)}`,
  ];
  return `${lines.join('\n')}\n\n`;
}

/** A change has the time at which its transaction began; a token may have been issued until the commit. */
export const COMMIT_MARGIN_SECONDS = 60;

/** The values for the translation that are not in the row. */
export interface FeedContext {
  /** The longest lifetime of an access token in seconds, including tokens from before a change of the configuration. */
  readonly accessTtlSeconds: number;
  /** The keys published now. */
  readonly kids: readonly string[];
}

/** An event and the service that receives it; without `serviceId` all services receive it. */
interface AddressedEvent {
  readonly event: Omit<FeedEvent, 'id'>;
  readonly serviceId?: string;
}

type Translate = (change: FeedChange, context: FeedContext) => AddressedEvent[];

const expiryOf = (change: FeedChange, { accessTtlSeconds }: FeedContext) =>
  Math.ceil(change.at.getTime() / 1000) + COMMIT_MARGIN_SECONDS + accessTtlSeconds;

const isGone = ({ data }: FeedChange) => data?.['erased'] === true || data?.['deleted'] === true;

const sessionEnded: Translate = (change, context) => {
  const data = { sid: change.sessionId, user_id: change.userId, exp: expiryOf(change, context) };
  return [{ event: { event: 'session_ended', data } }];
};

const userChanged: Translate = (change, context) => {
  const isActive = isGone(change) ? false : change.data?.['is_active'];
  if (typeof isActive !== 'boolean') return [];
  const exp = isActive ? {} : { exp: expiryOf(change, context) };
  return [
    {
      event: {
        event: 'user_changed',
        data: { user_id: change.userId, is_active: isActive, ...exp },
      },
    },
  ];
};

/** Ids as the change has them, under the names that guards know. */
const unitChanged: Translate = ({ data }) => {
  const { unit_id, of_service_id: serviceId, of_user_id: userId } = data ?? {};
  const ofUser = typeof userId === 'string' ? { user_id: userId } : {};
  if (typeof serviceId !== 'string')
    return [{ event: { event: 'unit_changed', data: { unit_id, ...ofUser } } }];
  const ofService = { unit_id, service_id: serviceId, ...ofUser };
  return [{ event: { event: 'unit_changed', data: ofService }, serviceId }];
};

const roleChanged: Translate = (change, context) =>
  change.data?.['unit_id'] === undefined
    ? permissionsChanged(change, context)
    : unitChanged(change, context);

const permissionsChanged: Translate = ({ serviceId, userId, roleId }) => {
  if (serviceId === undefined) return [];
  const about =
    userId !== undefined ? { user_id: userId } : roleId !== undefined ? { role_id: roleId } : {};
  return [
    {
      event: { event: 'permissions_changed', data: { service_id: serviceId, ...about } },
      serviceId,
    },
  ];
};

const callerChanged = (serviceId: string, callerId: string): AddressedEvent[] => {
  const data = { service_id: serviceId, caller_service_id: callerId };
  return [{ event: { event: 'caller_changed', data }, serviceId }];
};

const serviceChanged: Translate = (change, context) => {
  const callerId = change.data?.['caller_service_id'];
  if (typeof callerId === 'string') return callerChanged(change.serviceId ?? '', callerId);
  const isActive = isGone(change) ? false : change.data?.['is_active'];
  const data = { service_id: change.serviceId, is_active: isActive };
  const state =
    typeof isActive === 'boolean' ? [{ event: { event: 'service_changed', data } }] : [];
  return [...state, ...permissionsChanged(change, context)];
};

const tokenChanged: Translate = ({ tokenId, serviceId, data }) => {
  const event = data?.['revoked'] === true ? 'token_revoked' : 'token_changed';
  return [{ event: { event, data: { token_id: tokenId, service_id: serviceId } } }];
};

const keysChanged: Translate = (_change, { kids }) => [
  { event: { event: 'keys_changed', data: { kids } } },
];

const TRANSLATIONS: Readonly<Record<FeedChange['kind'], Translate>> = {
  session_ended: sessionEnded,
  user_changed: userChanged,
  user_permissions_changed: permissionsChanged,
  role_changed: roleChanged,
  service_changed: serviceChanged,
  token_changed: tokenChanged,
  keys_changed: keysChanged,
};

/** The events for guards that a change causes; none when it does not concern guards, or is of a kind of a later release. */
export function toFeedEvents(change: FeedChange, context: FeedContext): AddressedEvent[] {
  const translate = TRANSLATIONS[change.kind] as Translate | undefined;
  return translate?.(change, context) ?? [];
}
