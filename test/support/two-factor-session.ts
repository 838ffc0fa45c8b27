import type { HttpClient } from '#libs/testing';
import { refresh, sessionIdOf, type Accounts, type Tokens } from './accounts.js';

/**
 * New tokens of the session of a refresh token, whose user has confirmed a second factor: written into the row of the
 * session, as a step-up does.
 */
export async function withTwoFactors(
  client: HttpClient,
  accounts: Accounts,
  refreshToken: string,
): Promise<Tokens> {
  const sql = `UPDATE sessions SET amr = '{pwd,otp,mfa}' WHERE id = $1`;
  await accounts.rows(sql, [sessionIdOf(refreshToken)]);
  const answer = await refresh(client, refreshToken);
  if (answer.status !== 200) throw new Error(`The session was not refreshed: ${answer.status}`);
  return answer.body;
}
