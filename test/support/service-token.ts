import type { Answer, HttpClient } from '#libs/testing';
import { signIn, type Accounts } from './accounts.js';
import { proven, type Prover } from './fresh-proof.js';

/** Mints a token over the API, with a fresh proof. */
export const mintToken = async (
  server: HttpClient,
  prover: Prover,
  body: object,
): Promise<Answer<{ token_data: { id: string; token: string } }>> =>
  server.post('/api/tokens', body, await proven(server, prover, 'mint_token'));

/** An application token of a new service, minted over the API by an administrator made for it. */
export async function serviceToken(
  server: HttpClient,
  accounts: Accounts,
  name = 'orders',
): Promise<string> {
  const administrator = await accounts.create();
  await accounts.grant(administrator, 'admin');
  const { access_token: token } = await signIn(server, administrator);
  const made = await server.post<{ service_id: string }>(
    '/api/roles/services',
    { name },
    { token },
  );
  const body = { service_id: made.body.service_id, name: 'test' };
  const minted = await mintToken(server, { token, password: administrator.password }, body);
  if (minted.status >= 300) throw new Error(`No token: ${minted.text}`);
  return minted.body.token_data.token;
}
