import { createHash } from 'node:crypto';
import { row, type Tx } from '#libs/database';
import { newId, randomToken } from '#libs/kernel';
import type { TestApp } from '#libs/testing';
import { TotpUse } from '../../apps/api/src/factors/totp/totp-use.service.js';
import type { Account, Accounts } from './accounts.js';

/** An enrolled authenticator app, whose code of each step is known. */
export interface FakeFactor {
  readonly id: string;
  /** @param step from 1 to 999 */
  code(step: number): string;
}

const STEP_DIGITS = 3;

/** A code is the secret, as text, and the step. */
const codeOfSecret = (secret: string, step: number): string =>
  `${secret}${String(step).padStart(STEP_DIGITS, '0')}`;

/** What stands for the secret of the authenticator app that `enrolFactor` gives to an account: three digits. */
export function secretOf({ id }: Pick<Account, 'id'>): string {
  const ofAccount = createHash('sha256').update(id).digest().readUInt32BE(0) % 1000;
  return String(ofAccount).padStart(3, '0');
}

/** The code of that app at a step from 1 to 999. */
export const codeOf = (account: Pick<Account, 'id'>, step = 1): string =>
  codeOfSecret(secretOf(account), step);

/** Of the account's authenticator apps the one with the secret, unless the step or a later one was used. */
const CONSUME = `UPDATE totp_secrets t SET last_step = $3 FROM factors f
  WHERE f.id = t.factor_id AND f.user_id = $1 AND f.confirmed_at IS NOT NULL
    AND t.secret = convert_to($2, 'UTF8') AND coalesce(t.last_step, 0) < $3
  RETURNING f.id AS "factorId", f.name`;

async function verify(tx: Tx, userId: string, code: string) {
  const [, secret, step] = /^(\w+)(\d{3})$/.exec(code) ?? [];
  if (secret === undefined) return null;
  const used = await row<{ factorId: string; name: string }>(tx, CONSUME, [userId, secret, step]);
  return used && ({ ...used, type: 'totp', amr: ['otp'] } as const);
}

/**
 * Has the servers verify codes of these fakes instead of those of real time steps, with the rule of the real ones: a step is used
 * once, and none before it is accepted any more.
 */
export function fakeTotp(...apps: readonly Pick<TestApp, 'nest'>[]): void {
  for (const { nest } of apps) {
    const use = nest.get(TotpUse, { strict: false });
    use.verify = (tx, { userId, shown }) => verify(tx, userId, shown.code);
  }
}

/** Gives an account an authenticator app with a secret of its own, without the ceremony. */
export async function enrolTotp(accounts: Accounts, userId: string): Promise<FakeFactor> {
  const id = newId();
  const secret = Buffer.from(randomToken()).subarray(0, 6).toString('hex');
  await accounts.rows(
    `INSERT INTO factors (id, user_id, type, name, created_at, confirmed_at) VALUES ($1, $2, 'totp', 'Phone', now(), now())`,
    [id, userId],
  );
  await accounts.rows('INSERT INTO totp_secrets (factor_id, secret) VALUES ($1, $2)', [
    id,
    Buffer.from(secret),
  ]);
  return { id, code: (step) => codeOfSecret(secret, step) };
}

/** Removes it. */
export const removeFactor = async (accounts: Accounts, { id }: FakeFactor): Promise<void> => {
  await accounts.rows('DELETE FROM factors WHERE id = $1', [id]);
};
