import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import type { Tx } from '#libs/database';
import { AppError } from '#libs/kernel';
import { SessionLineageStore, type SessionLine } from './session-lineage.store.js';

/** A sign-in that its owner denies. */
export interface DeniedSession {
  readonly id: string;
  readonly deviceId: string;
  /** The identity that came into the account with that sign-in, if one did. */
  readonly joinedIdentityId: string | null;
}

/** Where the sessions of an account came from. */
@Injectable()
export class SessionLineage {
  constructor(private readonly store: SessionLineageStore) {}

  /** Those that have ended are among them for a week more. */
  listOfUser(tx: Tx, userId: string): Promise<SessionLine[]> {
    return this.store.listOfUser(tx, userId);
  }

  /**
   * For what is made in a session and must go with it when it is denied: the session stays open until the transaction ends,
   * and an act that ends it then sees what was made. Call it before anything else is locked.
   * @throws AppError `SESSION_ENDED`
   */
  async assertOpen(tx: Tx, { sessionId, userId }: Pick<Principal, 'sessionId' | 'userId'>) {
    if (await this.store.holdOpen(tx, sessionId, userId)) return;
    throw new AppError('SESSION_ENDED', { detail: 'The session has ended, sign in again' });
  }

  /** From which device a session was opened; `null` when that is not known. */
  findDeviceId(tx: Tx, sessionId: string): Promise<string | null> {
    return this.store.findDeviceId(tx, sessionId);
  }
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
