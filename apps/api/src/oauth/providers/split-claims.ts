import { callErrorIn } from '../calls/provider-call-error.js';

export type Claims = Readonly<Record<string, unknown>>;

const NAMES = ['given_name', 'family_name', 'name'];

const isThere = (value: unknown) => value !== undefined && value !== null;

/**
 * The claims of a user from the ID token, the userinfo endpoint, or both (OpenID Connect Core section 5.4). The token takes
 * precedence; an address is verified only if no source contradicts it.
 * @param fetchUserInfo called for missing claims; it must compare the subjects
 */
export async function wholeClaims<C extends Claims>(
  token: C,
  fetchUserInfo: (() => Promise<Claims>) | undefined,
): Promise<C> {
  const isAddressed = isThere(token['email']) && isThere(token['email_verified']);
  const isNamed = NAMES.some((name) => isThere(token[name]));
  if (fetchUserInfo === undefined || (isAddressed && isNamed)) return token;
  const info = await fetchUserInfo().catch((error: unknown) => {
    // Only the name is missing: the sign-in goes on without it.
    if (isAddressed && callErrorIn(error)) return {};
    throw error;
  });
  return { ...info, ...given(token), email_verified: verified(token, info) };
}

const given = <C extends Claims>(claims: C): C =>
  Object.fromEntries(Object.entries(claims).filter(([, value]) => isThere(value))) as C;

/** The claim as it is; `false` where token and userinfo differ, in the claim or in the address. */
function verified(token: Claims, info: Claims): unknown {
  const words = [token, info].map((claims) => claims['email_verified']).filter(isThere);
  const addresses = [token, info].map((claims) => claims['email']).filter(isThere);
  const isOne = [words, addresses].every((told) => new Set(told.map(spelled)).size <= 1);
  return isOne ? words[0] : false;
}

/** Compared as JSON: some providers write `true` as `"true"`, and addresses differ in case. */
const spelled = (claim: unknown) => JSON.stringify(claim).replaceAll('"', '').toLowerCase();
