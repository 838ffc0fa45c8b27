import { randomBytes } from 'node:crypto';
import { row, type Tx } from '#libs/database';
import { newId } from '#libs/kernel';
import type { Rotation } from '../../apps/api/src/sessions/refreshes.store.js';
import type { NewSession } from '../../apps/api/src/sessions/sessions.store.js';

/** Inserts an account; answers its id. */
export async function insertUser(tx: Tx, given: { isActive?: boolean } = {}): Promise<string> {
  const id = newId();
  await row(
    tx,
    `INSERT INTO users (id, email, email_canonical, is_active, is_email_verified)
     VALUES ($1, $2, $2, $3, true)`,
    [id, `${id}@example.test`, given.isActive ?? true],
  );
  return id;
}

/** A session that begins at `now` and lives an hour. */
export function aSession(userId: string, now: Date, given: Partial<NewSession> = {}): NewSession {
  return {
    id: newId(),
    userId,
    secret: randomBytes(32),
    now,
    expiresAt: new Date(now.getTime() + 3_600_000),
    endsAt: null,
    ip: '192.0.2.7',
    userAgent: 'curl/8.5.0',
    device: 'curl 8',
    authTime: now,
    amr: ['pwd'],
    deviceId: null,
    risk: null,
    riskReasons: null,
    resourceId: null,
    identityId: null,
    openedFrom: null,
    ...given,
  };
}

/** The first refresh of a session that begins at `now`, a minute later. */
export function aRotation(id: string, now: Date, given: Partial<Rotation> = {}): Rotation {
  return {
    id,
    generation: 0,
    next: 1,
    now: new Date(now.getTime() + 60_000),
    expiresAt: new Date(now.getTime() + 7_200_000),
    ip: '192.0.2.8',
    userAgent: null,
    device: null,
    rotationKey: null,
    shown: given.generation ?? 0,
    deviceHash: null,
    ...given,
  };
}
