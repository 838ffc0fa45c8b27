import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import type { Device } from './device-match.js';

/** A device as it is met now. */
export interface SeenDevice extends Pick<
  Device,
  'id' | 'credentialHash' | 'name' | 'ip' | 'country' | 'latitude' | 'longitude' | 'isKnown'
> {
  readonly userId: string;
  readonly now: Date;
  readonly noticedAt: Date | null;
}

const COLUMNS = `id, credential_hash AS "credentialHash", name, ip, country, latitude, longitude,
  is_known AS "isKnown", first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt",
  confirmed_at AS "confirmedAt", noticed_at AS "noticedAt"`;

/** A retry of a refresh proves its client by the device that it was signed in from: that one stays. */
const NO_OPEN_SESSION = `NOT EXISTS (SELECT FROM sessions s
  WHERE s.user_id = devices.user_id AND s.device_id = devices.id AND s.ended_at IS NULL)`;

/** All SQL of devices. */
@Injectable()
export class DevicesStore {
  /** All that an account has met, newest first; forgotten ones, too. */
  findOfUser(tx: Tx, userId: string): Promise<Device[]> {
    return rows(
      tx,
      `SELECT ${COLUMNS} FROM devices WHERE user_id = $1 ORDER BY last_seen_at DESC, id DESC`,
      [userId],
    );
  }

  /** Of the account with this canonical address, whether there is one or not. */
  findKnownId(tx: Tx, emailCanonical: string, hash: Buffer): Promise<{ id: string } | null> {
    return row(
      tx,
      `SELECT d.id FROM devices d JOIN users u ON u.id = d.user_id
        WHERE u.email_canonical = $1 AND d.credential_hash = $2 AND d.is_known`,
      [emailCanonical, hash],
    );
  }

  /** Whether the account knows the device with this credential. */
  async isKnown(tx: Tx, userId: string, hash: Buffer): Promise<boolean> {
    const known = await row(
      tx,
      'SELECT 1 FROM devices WHERE user_id = $1 AND credential_hash = $2 AND is_known',
      [userId, hash],
    );
    return known !== null;
  }

  /** One that was forgotten begins anew. Answers the id under which it is kept. */
  async keep(tx: Tx, seen: SeenDevice): Promise<string> {
    const kept = await row<{ id: string }>(
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
        seen.now,
        seen.noticedAt,
      ],
    );
    return kept?.id ?? seen.id;
  }

  /** Whether it was known until now. */
  async forget(tx: Tx, userId: string, id: string): Promise<boolean> {
    const forgotten = await row(
      tx,
      `UPDATE devices SET is_known = false, confirmed_at = NULL
        WHERE id = $2 AND user_id = $1 AND is_known RETURNING id`,
      [userId, id],
    );
    return forgotten !== null;
  }

  /** Those named, and all that were first seen since; answers how many were known until now. */
  async forgetSome(
    tx: Tx,
    userId: string,
    { ids, since }: { readonly ids: readonly string[]; readonly since: Date | null },
  ): Promise<number> {
    const forgotten = await rows(
      tx,
      `UPDATE devices SET is_known = false, confirmed_at = NULL
        WHERE user_id = $1 AND is_known AND (id = ANY ($2::uuid[]) OR first_seen_at >= $3) RETURNING id`,
      [userId, ids, since],
    );
    return forgotten.length;
  }

  /** All but the one with this credential, which may be none of them, and those named; answers the ids of all. */
  async forgetAll(
    tx: Tx,
    userId: string,
    except: { readonly hash: Buffer | null; readonly ids: readonly string[] },
  ): Promise<string[]> {
    const met = await rows<{ id: string }>(
      tx,
      `UPDATE devices SET
         is_known = is_known AND (credential_hash IS NOT DISTINCT FROM $2 OR id = ANY ($3::uuid[])),
         confirmed_at = CASE WHEN credential_hash IS NOT DISTINCT FROM $2 OR id = ANY ($3::uuid[])
           THEN confirmed_at END
       WHERE user_id = $1 RETURNING id`,
      [userId, except.hash, except.ids],
    );
    return met.map(({ id }) => id);
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

  /** What an account has beyond `keep` and no session is open on, those that were not seen for the longest time. */
  async deleteSurplus(tx: Tx, userId: string, keep: number): Promise<void> {
    await rows(
      tx,
      `DELETE FROM devices WHERE id = ANY (ARRAY(
         SELECT id FROM devices WHERE user_id = $1 ORDER BY last_seen_at DESC, id DESC OFFSET $2))
         AND ${NO_OPEN_SESSION}`,
      [userId, keep],
    );
  }

  /** A batch of those that were not seen since and that no session is open on; answers how many. */
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
