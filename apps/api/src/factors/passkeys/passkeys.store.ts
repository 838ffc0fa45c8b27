import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { FactorEntity } from '../factor.entity.js';
import { PasskeyEntity } from './passkey.entity.js';

const KEPT = ['factorId', 'publicKey', 'signCount', 'aaguid', 'isBackupEligible'] as const;
const SHOWN = ['aaguid', 'isBackupEligible', 'isBackedUp'] as const;
const DESCRIPTOR = ['credentialId', 'transports'] as const;

const KEPT_COLUMNS = columnsOf(PasskeyEntity, KEPT, 'p');
const SHOWN_COLUMNS = columnsOf(PasskeyEntity, SHOWN, 'p');
const DESCRIPTOR_COLUMNS = columnsOf(PasskeyEntity, DESCRIPTOR, 'p');
const NAME_COLUMN = columnsOf(FactorEntity, ['name'], 'f');
const OWNER_COLUMN = columnsOf(FactorEntity, ['userId'], 'f');

/** A passkey with what its use is verified by. */
export type KeptPasskey = Readonly<Pick<PasskeyEntity, (typeof KEPT)[number]>> &
  Readonly<Pick<FactorEntity, 'name'>>;
export type ShownPasskey = Readonly<Pick<PasskeyEntity, (typeof SHOWN)[number]>>;
export type PasskeyDescriptor = Readonly<Pick<PasskeyEntity, (typeof DESCRIPTOR)[number]>>;

/** A passkey to store, with the factor that it is. */
export type NewPasskey = Readonly<Omit<PasskeyEntity, 'signCount'>> &
  Readonly<Pick<FactorEntity, 'userId' | 'name' | 'madeIn' | 'madeFrom' | 'createdAt'>> & {
    readonly signCount: number;
  };

/** What a use changes. */
export interface PasskeyUseRecord {
  readonly factorId: string;
  readonly signCount: number;
  readonly isBackedUp: boolean;
  readonly now: Date;
}

const OF_FACTOR = `FROM passkeys p JOIN factors f ON f.id = p.factor_id AND f.confirmed_at IS NOT NULL`;

/** All SQL of the table `passkeys`. */
@Injectable()
export class PasskeysStore {
  /**
   * `false` when the account has `most` already; the caller has locked the account.
   * @throws AppError `PASSKEY_TAKEN` when the credential is stored already, for any account
   */
  async insert(tx: Tx, passkey: NewPasskey, most: number): Promise<boolean> {
    const sql = `WITH factor AS (
        INSERT INTO factors (id, user_id, type, name, created_at, confirmed_at, made_in, made_from)
        SELECT $1, $2, 'passkey', $3, $4, $4, $5, $6
         WHERE (SELECT count(*) FROM factors WHERE user_id = $2 AND type = 'passkey') < $7
        RETURNING id
      )
      INSERT INTO passkeys (factor_id, credential_id, public_key, sign_count, transports, aaguid,
        is_backup_eligible, is_backed_up)
      SELECT id, $8, $9, $10, $11, $12, $13, $14 FROM factor RETURNING factor_id`;
    const factor = [passkey.factorId, passkey.userId, passkey.name, passkey.createdAt];
    const origin = [passkey.madeIn, passkey.madeFrom, most];
    const credential = [passkey.credentialId, passkey.publicKey, passkey.signCount];
    const { transports, aaguid, isBackupEligible, isBackedUp } = passkey;
    const about = [transports, aaguid, isBackupEligible, isBackedUp];
    return (await row(tx, sql, [...factor, ...origin, ...credential, ...about])) !== null;
  }

  /** The passkey of an account by its credential id. */
  find(tx: Tx, userId: string, credentialId: Buffer): Promise<KeptPasskey | null> {
    const sql = `SELECT ${KEPT_COLUMNS}, ${NAME_COLUMN} ${OF_FACTOR}
      WHERE p.credential_id = $2 AND f.user_id = $1`;
    return row(tx, sql, [userId, credentialId]);
  }

  async findOwner(tx: Tx, credentialId: Buffer): Promise<string | null> {
    const sql = `SELECT ${OWNER_COLUMN} ${OF_FACTOR} WHERE p.credential_id = $1`;
    return (await row<Pick<FactorEntity, 'userId'>>(tx, sql, [credentialId]))?.userId ?? null;
  }

  async isOf(tx: Tx, userId: string, factorId: string): Promise<boolean> {
    const sql = `SELECT ${OWNER_COLUMN} ${OF_FACTOR} WHERE p.factor_id = $2 AND f.user_id = $1`;
    return (await row(tx, sql, [userId, factorId])) !== null;
  }

  findShown(tx: Tx, factorId: string): Promise<ShownPasskey | null> {
    return row(tx, `SELECT ${SHOWN_COLUMNS} ${OF_FACTOR} WHERE p.factor_id = $1`, [factorId]);
  }

  /** The oldest first. */
  listDescriptors(tx: Tx, userId: string): Promise<PasskeyDescriptor[]> {
    const sql = `SELECT ${DESCRIPTOR_COLUMNS} ${OF_FACTOR}
      WHERE f.user_id = $1 ORDER BY f.created_at, f.id`;
    return rows(tx, sql, [userId]);
  }

  /**
   * Records a use. `false`, and nothing is recorded, when the counter has not gone on since the last use, unless the
   * authenticator has none.
   */
  async recordUse(tx: Tx, use: PasskeyUseRecord): Promise<boolean> {
    const sql = `WITH used AS (
        UPDATE passkeys SET sign_count = $2, is_backed_up = $3
         WHERE factor_id = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0))
        RETURNING factor_id
      )
      UPDATE factors SET last_used_at = $4 FROM used WHERE id = used.factor_id RETURNING id`;
    const { factorId, signCount, isBackedUp, now } = use;
    return (await row(tx, sql, [factorId, signCount, isBackedUp, now])) !== null;
  }
}
