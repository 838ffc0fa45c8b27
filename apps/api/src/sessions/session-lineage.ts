/** What of a session says where it came from. */
export interface SessionLine {
  readonly id: string;
  readonly createdAt: Date;
  readonly deviceId: string | null;
  readonly identityId: string | null;
  /** The session that made the way in by which it came. */
  readonly descendsFrom: string | null;
  readonly succeededBy: string | null;
}

/** A sign-in that its owner denies. */
export interface DeniedSession {
  readonly id: string;
  readonly deviceId: string;
  /** The identity that came into the account with that sign-in, if one did. */
  readonly joinedIdentityId: string | null;
}

/**
 * The denied session and all that follow from it: the one that took its place, those that came by a way in which one of them
 * made, by the identity that came with it, and those of their devices since. Of the account's sessions, the ids.
 */
export function descendantsOf(denied: DeniedSession, lines: readonly SessionLine[]): Set<string> {
  const found = new Set([denied.id]);
  const beginning = lines.find(({ id }) => id === denied.id)?.createdAt ?? new Date(0);
  const devices = new Map([[denied.deviceId, beginning]]);
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
