import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { DeviceEntity } from './device.entity.js';
import { DEVICE, type Device } from './device-match.js';

/** A device that signs in now. */
export type SeenDevice = Readonly<
  Omit<DeviceEntity, 'firstSeenAt' | 'confirmedAt' | 'factorRememberedUntil'>
>;

const COLUMNS = columnsOf(DeviceEntity, DEVICE);

/** A retry of a refresh proves its client by the device that the session was opened from: that device stays. */
const NO_OPEN_SESSION = `NOT EXISTS (SELECT FROM sessions s
  WHERE s.user_id = devices.user_id AND s.device_id = devices.id AND s.ended_at IS NULL)`;

/** All SQL of devices. */
@Injectable()
export class DevicesStore {
  /** All devices that have signed in to an account, newest first; forgotten ones, too. */
  findOfUser(tx: Tx, userId: string): Promise<Device[]> {
    return rows(
      tx,
      `SELECT ${COLUMNS} FROM devices WHERE user_id = $1 ORDER BY last_seen_at DESC, id DESC`,
      [userId],
    );
  }

  /** `null` also when no account has this canonical address. */
  findKnownId(tx: Tx, emailCanonical: string, hash: Buffer): Promise<Pick<Device, 'id'> | null> {
    return row(
      tx,
      `SELECT d.id FROM devices d JOIN users u ON u.id = d.user_id
        WHERE u.email_canonical = $1 AND d.credential_hash = $2 AND d.is_known`,
      [emailCanonical, hash],
    );
  }

  /** The device with this credential, if the account knows it. */
  findKnownOf(tx: Tx, userId: string, hash: Buffer): Promise<Pick<Device, 'id'> | null> {
    const sql = 'SELECT id FROM devices WHERE user_id = $1 AND credential_hash = $2 AND is_known';
    return row(tx, sql, [userId, hash]);
  }

  /** A forgotten device gets a new `firstSeenAt`. Answers the id under which the device is kept. */
  async keep(tx: Tx, seen: SeenDevice): Promise<string> {
    const kept = await row<Pick<Device, 'id'>>(
      tx,
      `INSERT INTO devices AS d (id, user_id, credential_hash, name, ip, country, latitude,
         longitude, is_known, first_seen_at, last_seen_at, noticed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)
       ON CONFLICT (user_id, credential_hash) DO UPDATE SET
         name = excluded.name, ip = excluded.ip, country = excluded.country,
         latitude = excluded.latitude, longitude = excluded.longitude,
         is_known = excluded.is_known, last_seen_at = excluded.last_seen_at,
         first_seen_at = CASE WHEN d.is_known THEN d.first_seen_at ELSE excluded.first_seen_at END,
         noticed_at = coalesce(excluded.noticed_at, d.noticed_at)
       RETURNING id`,
      [
        seen.id,
        seen.userId,
        seen.credentialHash,
        seen.name,
        seen.ip,
        seen.country,
        seen.latitude,
        seen.longitude,
        seen.isKnown,
        seen.lastSeenAt,
        seen.noticedAt,
      ],
    );
    return kept?.id ?? seen.id;
  }

  /** `false` when the account did not know the device. */
  async forget(tx: Tx, userId: string, id: string): Promise<boolean> {
    const forgotten = await row(
      tx,
      `UPDATE devices SET is_known = false, confirmed_at = NULL, factor_remembered_until = NULL
        WHERE id = $2 AND user_id = $1 AND is_known RETURNING id`,
      [userId, id],
    );
    return forgotten !== null;
  }

  /** Forgets the named devices and all that were first seen since; answers how many of them were known. */
  async forgetSome(
    tx: Tx,
    userId: string,
    { ids, since }: { readonly ids: readonly string[]; readonly since: Date | null },
  ): Promise<number> {
    const forgotten = await rows(
      tx,
      `UPDATE devices SET is_known = false, confirmed_at = NULL, factor_remembered_until = NULL
        WHERE user_id = $1 AND is_known AND (id = ANY ($2::uuid[]) OR first_seen_at >= $3) RETURNING id`,
      [userId, ids, since],
    );
    return forgotten.length;
  }

  /**
   * Forgets all but the named devices and the one with this credential, if any; those that stay need a second factor again. Answers the
   * ids of all, also the kept ones.
   */
  async forgetAll(
    tx: Tx,
    userId: string,
    except: { readonly hash: Buffer | null; readonly ids: readonly string[] },
  ): Promise<string[]> {
    const all = await rows<Pick<Device, 'id'>>(
      tx,
      `UPDATE devices SET
         is_known = is_known AND (credential_hash IS NOT DISTINCT FROM $2 OR id = ANY ($3::uuid[])),
         confirmed_at = CASE WHEN credential_hash IS NOT DISTINCT FROM $2 OR id = ANY ($3::uuid[])
           THEN confirmed_at END,
         factor_remembered_until = NULL
       WHERE user_id = $1 RETURNING id`,
      [userId, except.hash, except.ids],
    );
    return all.map(({ id }) => id);
  }

  async confirm(tx: Tx, userId: string, id: string, now: Date): Promise<boolean> {
    const confirmed = await row(
      tx,
      `UPDATE devices SET is_known = true, confirmed_at = $3, last_seen_at = $3
        WHERE id = $2 AND user_id = $1 RETURNING id`,
      [userId, id, now],
    );
    return confirmed !== null;
  }

  /** Until then a sign-in from the device needs no second factor. */
  async rememberFactor(tx: Tx, userId: string, id: string, until: Date): Promise<void> {
    const sql = `UPDATE devices SET factor_remembered_until = $3
      WHERE id = $2 AND user_id = $1 AND is_known`;
    await rows(tx, sql, [userId, id, until]);
  }

  async forgetFactors(tx: Tx, userId: string): Promise<void> {
    const sql = `UPDATE devices SET factor_remembered_until = NULL
      WHERE user_id = $1 AND factor_remembered_until IS NOT NULL`;
    await rows(tx, sql, [userId]);
  }

  /** Deletes the devices without an open session beyond the `keep` that were seen last. */
  async deleteSurplus(tx: Tx, userId: string, keep: number): Promise<void> {
    await rows(
      tx,
      `DELETE FROM devices WHERE id = ANY (ARRAY(
         SELECT id FROM devices WHERE user_id = $1 ORDER BY last_seen_at DESC, id DESC OFFSET $2))
         AND ${NO_OPEN_SESSION}`,
      [userId, keep],
    );
  }

  /** Deletes a batch of devices without an open session that were not seen since; answers how many. */
  async deleteUnseen(tx: Tx, before: Date, limit: number): Promise<number> {
    const deleted = await rows(
      tx,
      `DELETE FROM devices WHERE id = ANY (ARRAY(
         SELECT id FROM devices WHERE last_seen_at < $1 AND ${NO_OPEN_SESSION} ORDER BY last_seen_at LIMIT $2
         FOR UPDATE SKIP LOCKED))
       RETURNING id`,
      [before, limit],
    );
    return deleted.length;
  }
}
