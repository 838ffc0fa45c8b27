import type { SessionEntity } from './session.entity.js';

/** The properties of a session that say where it came from. */
export const LINE = [
  'id',
  'createdAt',
  'deviceId',
  'identityId',
  'descendsFrom',
  'succeededBy',
] as const;

export type SessionLine = Readonly<Pick<SessionEntity, (typeof LINE)[number]>>;

/** A sign-in that its owner denies. */
export interface DeniedSession {
  readonly id: string;
  /** `null` when it is not known. */
  readonly deviceId: string | null;
  /** The identity that joined the account with that sign-in, if any. */
  readonly joinedIdentityId: string | null;
}

/**
 * The ids of the denied session and of all of the account's sessions that follow from it: its successor, those that were
 * opened with a password or identity that one of them had set, those that were opened with the joined identity, and
 * the later ones of their devices.
 */
export function descendantsOf(denied: DeniedSession, lines: readonly SessionLine[]): Set<string> {
  const found = new Set([denied.id]);
  const beginning = lines.find(({ id }) => id === denied.id)?.createdAt ?? new Date(0);
  const devices = new Map<string, Date>();
  if (denied.deviceId !== null) devices.set(denied.deviceId, beginning);
  const isOfDevice = ({ deviceId, createdAt }: SessionLine) => {
    const since = deviceId === null ? undefined : devices.get(deviceId);
    return since !== undefined && createdAt >= since;
  };
  const isNext = (line: SessionLine) =>
    isOfDevice(line) ||
    (line.descendsFrom !== null && found.has(line.descendsFrom)) ||
    (line.identityId !== null && line.identityId === denied.joinedIdentityId) ||
    lines.some(({ id, succeededBy }) => succeededBy === line.id && found.has(id));
  for (let next = lines.filter(isNext); next.some(({ id }) => !found.has(id));) {
    for (const { id, deviceId, createdAt } of next) {
      found.add(id);
      if (deviceId !== null && !devices.has(deviceId)) devices.set(deviceId, createdAt);
    }
    next = lines.filter(isNext);
  }
  return found;
}
