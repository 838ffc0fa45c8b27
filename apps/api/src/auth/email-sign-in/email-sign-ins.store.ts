import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { EmailSignInEntity } from './email-sign-in.entity.js';

const PENDING = ['userId', 'nonceHash', 'codeHash', 'emailCanonical', 'resource'] as const;

/** A sign-in by mail that is not used yet. */
export type PendingSignIn = Readonly<Pick<EmailSignInEntity, (typeof PENDING)[number]>>;

/** With the language of the account. */
export type LinkedSignIn = PendingSignIn & { readonly locale: string | null };

type NewSignIn = Readonly<Omit<EmailSignInEntity, 'tries' | 'passwordChangedAt'>>;

interface Try {
  /** Of the secrets that the client holds. */
  readonly nonceHashes: readonly Buffer[];
  readonly emailCanonical: string;
  readonly mostTries: number;
  readonly now: Date;
}

const COLUMNS = columnsOf(EmailSignInEntity, PENDING, 's');

/** It ends with its time, with a changed address and with a changed password. */
const live = (now: string) => `s.expires_at > ${now} AND u.id = s.user_id
  AND u.email_canonical = s.email_canonical AND u.password_changed_at IS NOT DISTINCT FROM s.password_changed_at`;

/** All SQL of the table `email_sign_ins`. */
@Injectable()
export class EmailSignInsStore {
  /** Replaces the older one of the account, from a device of the same kind. */
  async replace(tx: Tx, signIn: NewSignIn): Promise<void> {
    await rows(
      tx,
      `INSERT INTO email_sign_ins (user_id, is_known_device, nonce_hash, code_hash, token_hash,
         email_canonical, resource, created_at, expires_at, password_changed_at)
       SELECT u.id, $2, $3, $4, $5, $6, $7, $8, $9, u.password_changed_at FROM users u WHERE u.id = $1
       ON CONFLICT (user_id, is_known_device) DO UPDATE SET nonce_hash = excluded.nonce_hash,
         code_hash = excluded.code_hash, token_hash = excluded.token_hash,
         email_canonical = excluded.email_canonical, resource = excluded.resource, tries = 0,
         created_at = excluded.created_at, expires_at = excluded.expires_at,
         password_changed_at = excluded.password_changed_at`,
      [
        signIn.userId,
        signIn.isKnownDevice,
        signIn.nonceHash,
        signIn.codeHash,
        signIn.tokenHash,
        signIn.emailCanonical,
        signIn.resource,
        signIn.createdAt,
        signIn.expiresAt,
      ],
    );
  }

  /** Counts a try before its code is compared, and answers what it may be compared with. */
  countTry(tx: Tx, { nonceHashes, emailCanonical, mostTries, now }: Try): Promise<PendingSignIn[]> {
    return rows(
      tx,
      `UPDATE email_sign_ins s SET tries = s.tries + 1 FROM users u
       WHERE s.nonce_hash = ANY ($1::bytea[]) AND s.email_canonical = $2 AND s.tries < $3 AND ${live('$4')}
       RETURNING ${COLUMNS}`,
      [nonceHashes, emailCanonical, mostTries, now],
    );
  }

  findByToken(tx: Tx, tokenHash: Buffer, now: Date): Promise<LinkedSignIn | null> {
    return row(
      tx,
      `SELECT ${COLUMNS}, u.locale FROM email_sign_ins s, users u WHERE s.token_hash = $1 AND ${live('$2')}`,
      [tokenHash, now],
    );
  }

  /** Uses it up, at most once. The caller has locked the account. */
  async consume(
    tx: Tx,
    { userId, nonceHash }: Pick<PendingSignIn, 'userId' | 'nonceHash'>,
    now: Date,
  ): Promise<boolean> {
    const used = await row(
      tx,
      `DELETE FROM email_sign_ins s USING users u
       WHERE s.user_id = $1 AND s.nonce_hash = $2 AND ${live('$3')} RETURNING s.user_id`,
      [userId, nonceHash, now],
    );
    return used !== null;
  }

  async deleteExpired(tx: Tx, before: Date, limit: number): Promise<number> {
    const deleted = await rows(
      tx,
      `DELETE FROM email_sign_ins WHERE nonce_hash = ANY (ARRAY(
         SELECT nonce_hash FROM email_sign_ins WHERE expires_at < $1
         ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)) RETURNING user_id`,
      [before, limit],
    );
    return deleted.length;
  }
}
