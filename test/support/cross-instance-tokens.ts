import type { HttpClient } from '#libs/testing';
import { me, refresh, signIn, type Account, type SignedIn } from './accounts.js';

/** Signs in at one instance and refreshes and calls at both in turn; answers the sign-in. */
export async function expectCrossInstanceTokens(
  one: HttpClient,
  other: HttpClient,
  account: Account,
): Promise<SignedIn> {
  const session = await signIn(one, account);
  expect(session.expires_in).toBe(3600);
  expect((await me(other, session.access_token)).status).toBe(200);
  const second = await refresh(other, session.refresh_token);
  expect(second.status).toBe(200);
  expect((await me(one, second.body.access_token)).status).toBe(200);
  // Within the grace window the lost answer can be repeated, at the other instance, too.
  const again = await refresh(one, session.refresh_token);
  expect(again.body.refresh_token).toBe(second.body.refresh_token);
  return session;
}
