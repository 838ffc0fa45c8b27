import type { HttpClient } from '#libs/testing';
import { signIn, type Accounts } from './accounts.js';

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
  const minted = await server.post<{ token_data: { token: string } }>('/api/tokens', body, {
    token,
  });
  if (minted.status >= 300) throw new Error(`No token: ${minted.text}`);
  return minted.body.token_data.token;
}
