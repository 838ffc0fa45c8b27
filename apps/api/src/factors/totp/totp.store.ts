import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { FactorEntity } from '../factor.entity.js';
import { TotpSecretEntity } from './totp-secret.entity.js';

/** A secret, sealed, and the step that was used last. */
export type SealedTotp = Pick<TotpSecretEntity, 'factorId' | 'secret' | 'lastStep'>;

/** A secret, sealed, with its account. */
export type OwnedTotp = SealedTotp & Pick<FactorEntity, 'userId' | 'name'>;

/** An enrolment that is not finished. */
export interface OpenEnrolment {
  readonly id: string;
  readonly userId: string;
  /** The session that began it. */
  readonly sessionId: string;
  /** Enrolments that began earlier have expired. */
  readonly since: Date;
}

/** A step that is to be used up. */
export interface StepUse {
  readonly factorId: string;
  readonly step: number;
  readonly now: Date;
}

const SEALED = columnsOf(TotpSecretEntity, ['factorId', 'secret', 'lastStep'], 't');
const OWNED = columnsOf(FactorEntity, ['userId', 'name'], 'f');
const NAMED = columnsOf(FactorEntity, ['id', 'name'], 'f');
const OPEN = `f.id = $1 AND f.user_id = $2 AND f.made_in = $3 AND f.created_at > $4 AND f.type = 'totp'
  AND f.confirmed_at IS NULL`;

const valuesOf = ({ id, userId, sessionId, since }: OpenEnrolment) => [
  id,
  userId,
  sessionId,
  since,
];

/** All SQL of the table `totp_secrets`. */
@Injectable()
export class TotpStore {
  async insert(tx: Tx, factorId: string, secret: Buffer): Promise<void> {
    await rows(tx, 'INSERT INTO totp_secrets (factor_id, secret) VALUES ($1, $2)', [
      factorId,
      secret,
    ]);
  }

  /** Those of the authenticator apps of an account that count. */
  listConfirmed(tx: Tx, userId: string): Promise<SealedTotp[]> {
    const sql = `SELECT ${SEALED} FROM totp_secrets t JOIN factors f ON f.id = t.factor_id
      WHERE f.user_id = $1 AND f.confirmed_at IS NOT NULL ORDER BY f.created_at, f.id`;
    return rows(tx, sql, [userId]);
  }

  /** Those of several accounts, for an export. */
  listOfMany(tx: Tx, userIds: readonly string[]): Promise<OwnedTotp[]> {
    const sql = `SELECT ${OWNED}, ${SEALED} FROM totp_secrets t JOIN factors f ON f.id = t.factor_id
      WHERE f.user_id = ANY ($1::uuid[]) AND f.confirmed_at IS NOT NULL ORDER BY f.created_at, f.id`;
    return rows(tx, sql, [userIds]);
  }

  /** The secret of an enrolment of this session that is not finished. */
  findOpen(tx: Tx, enrolment: OpenEnrolment): Promise<SealedTotp | null> {
    const sql = `SELECT ${SEALED} FROM totp_secrets t JOIN factors f ON f.id = t.factor_id WHERE ${OPEN}`;
    return row(tx, sql, valuesOf(enrolment));
  }

  /** Counts a wrong code of an enrolment; answers how many there were. */
  async countWrong(tx: Tx, factorId: string): Promise<number> {
    const sql = `UPDATE totp_secrets t SET wrong_codes = wrong_codes + 1 WHERE factor_id = $1
      RETURNING ${columnsOf(TotpSecretEntity, ['wrongCodes'], 't')}`;
    const counted = await row<Pick<TotpSecretEntity, 'wrongCodes'>>(tx, sql, [factorId]);
    return counted?.wrongCodes ?? 0;
  }

  /**
   * Uses a step up: of many uses of one step, and of uses of earlier ones after it, none succeeds but the first. `null`
   * when the step was used, or the factor is gone.
   */
  useStep(
    tx: Tx,
    { factorId, step, now }: StepUse,
  ): Promise<Pick<FactorEntity, 'id' | 'name'> | null> {
    const sql = `WITH used AS (
        UPDATE totp_secrets SET last_step = $2 WHERE factor_id = $1 AND (last_step IS NULL OR last_step < $2)
        RETURNING factor_id
      )
      UPDATE factors f SET last_used_at = $3 FROM used
      WHERE f.id = used.factor_id AND f.confirmed_at IS NOT NULL RETURNING ${NAMED}`;
    return row(tx, sql, [factorId, step, now]);
  }

  /** Makes an enrolment count, and uses the step of its code up. `null` when it is finished, expired or gone. */
  confirm(
    tx: Tx,
    enrolment: OpenEnrolment,
    { step, now }: Omit<StepUse, 'factorId'>,
  ): Promise<Pick<FactorEntity, 'id' | 'name'> | null> {
    const sql = `WITH confirmed AS (
        UPDATE factors f SET confirmed_at = $6, last_used_at = $6 WHERE ${OPEN} RETURNING ${NAMED}
      ), used AS (
        UPDATE totp_secrets SET last_step = $5, wrong_codes = 0 FROM confirmed WHERE factor_id = confirmed.id
      )
      SELECT * FROM confirmed`;
    return row(tx, sql, [...valuesOf(enrolment), step, now]);
  }
}
