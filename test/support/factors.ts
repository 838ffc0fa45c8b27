import { newId } from '#libs/kernel';
import type { Answer, HttpClient } from '#libs/testing';
import type { Account, Accounts, Credentials, Problem, SignedIn } from './accounts.js';
import { secretOf } from './fake-totp.js';

export { codeOf, fakeTotp } from './fake-totp.js';

/** What an answer `SECOND_FACTOR_REQUIRED` says. */
export interface FactorDemand extends Problem {
  readonly needs_second_factor: boolean;
  readonly challenge: string;
  readonly factors: readonly {
    readonly id: string;
    readonly type: string;
    readonly name: string;
    readonly options?: object;
  }[];
  readonly expires_in: number;
  readonly remember_days: number;
}

/** A sign-in that waits for its second factor, and the device that began it. */
export interface HalfSignIn {
  readonly challenge: string;
  readonly device: string;
  /** The address of the client, behind a proxy. */
  readonly from?: string | undefined;
}

/** Gives an account a confirmed factor; answers its id. */
export async function enrolFactor(
  accounts: Accounts,
  account: Pick<Account, 'id'>,
  type: 'totp' | 'passkey' | 'recovery_codes' = 'totp',
  isConfirmed = true,
): Promise<string> {
  const id = newId();
  await accounts.rows(
    `INSERT INTO factors (id, user_id, type, name, created_at, confirmed_at)
     VALUES ($1, $2, $3, $4, now(), CASE WHEN $5 THEN now() END)`,
    [id, account.id, type, `my ${type}`, isConfirmed],
  );
  if (type === 'totp') {
    await accounts.rows('INSERT INTO totp_secrets (factor_id, secret) VALUES ($1, $2)', [
      id,
      Buffer.from(secretOf(account)),
    ]);
  }
  return id;
}

/** An account with an authenticator app, whose codes are those of `codeOf`. */
export async function anAccountWithTotp(accounts: Accounts): Promise<Account> {
  const account = await accounts.create();
  await enrolFactor(accounts, account);
  return account;
}

type Way = Partial<Pick<HalfSignIn, 'device' | 'from'>>;

const headersOf = ({ device, from }: Way) => ({
  headers: {
    ...(device !== undefined && { 'x-device-token': device }),
    ...(from !== undefined && { 'x-forwarded-for': from }),
  },
});

/** @throws Error when the sign-in is not answered with a challenge */
export async function beginSignIn(
  client: HttpClient,
  { email, password }: Credentials,
  way: Way = {},
): Promise<HalfSignIn> {
  const body = { email, password };
  const answer = await client.post<FactorDemand>('/api/auth/login', body, headersOf(way));
  if (answer.body.code !== 'SECOND_FACTOR_REQUIRED')
    throw new Error(`No second factor is wanted: ${answer.status} ${answer.text}`);
  const { challenge } = answer.body;
  return { challenge, device: String(answer.headers['x-device-token']), from: way.from };
}

/** Shows a code of an authenticator app to a sign-in. */
export const showCode = (
  client: HttpClient,
  { challenge, ...way }: HalfSignIn,
  code: string,
  more: object = {},
): Promise<Answer<SignedIn & Problem & { tries_left: number }>> =>
  client.post('/api/auth/login/factor', { challenge, type: 'totp', code, ...more }, headersOf(way));
