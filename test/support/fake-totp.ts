import { newId, randomToken } from '#libs/kernel';
import type { TestApp } from '#libs/testing';
import { row } from '#libs/database';
import { TotpUse } from '../../apps/api/src/factors/totp/totp-use.service.js';
import type { Accounts } from './accounts.js';

/** An enrolled authenticator app, whose code of each step is known. */
export interface FakeFactor {
  readonly id: string;
  code(step: number): string;
}

/** A factor counts while its code is `<secret>-<step>` and the step was not used, which one statement decides. */
const CONSUME = `UPDATE totp_secrets t SET last_step = $3 FROM factors f
  WHERE f.id = t.factor_id AND f.user_id = $1 AND t.secret = decode($2, 'hex') AND coalesce(t.last_step, -1) < $3
  RETURNING f.id, f.name`;

/** Replaces the codes of authenticator apps by ones that need no clock. */
export function useFakeTotp(app: TestApp): void {
  const use = app.nest.get(TotpUse, { strict: false });
  use.verify = async (tx, { userId, shown: { code } }) => {
    const [, secret, step] = /^([0-9a-f]{12})-(\d{1,6})$/.exec(code) ?? [];
    if (secret === undefined) return null;
    const used = await row<{ id: string; name: string }>(tx, CONSUME, [userId, secret, step]);
    return used && { factorId: used.id, type: 'totp', name: used.name, amr: ['otp'] };
  };
}

/** Enrols an authenticator app without its ceremony. */
export async function enrolTotp(accounts: Accounts, userId: string): Promise<FakeFactor> {
  const id = newId();
  const secret = Buffer.from(randomToken()).subarray(0, 6).toString('hex');
  await accounts.rows(
    `INSERT INTO factors (id, user_id, type, name, created_at, confirmed_at) VALUES ($1, $2, 'totp', 'Phone', now(), now())`,
    [id, userId],
  );
  await accounts.rows(
    `INSERT INTO totp_secrets (factor_id, secret) VALUES ($1, decode($2, 'hex'))`,
    [id, secret],
  );
  return { id, code: (step) => `${secret}-${step}` };
}

/** Removes it. */
export const removeFactor = async (accounts: Accounts, { id }: FakeFactor): Promise<void> => {
  await accounts.rows('DELETE FROM factors WHERE id = $1', [id]);
};
