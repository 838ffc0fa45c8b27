import { callErrorIn } from '../calls/provider-call-error.js';

export type Claims = Readonly<Record<string, unknown>>;

const NAMES = ['given_name', 'family_name', 'name'];

const isThere = (value: unknown) => value !== undefined && value !== null;

/**
 * The claims of a person, who may be described in the ID token, at the userinfo endpoint, or in both (OpenID Connect Core
 * section 5.4). What the token says counts; an address is verified only if nobody who speaks of it says otherwise.
 * @param fetchUserInfo asked where something is missing; it must have compared the subjects
 */
export async function wholeClaims<C extends Claims>(
  token: C,
  fetchUserInfo: (() => Promise<Claims>) | undefined,
): Promise<C> {
  const isAddressed = isThere(token['email']) && isThere(token['email_verified']);
  const isNamed = NAMES.some((name) => isThere(token[name]));
  if (fetchUserInfo === undefined || (isAddressed && isNamed)) return token;
  const info = await fetchUserInfo().catch((error: unknown) => {
    // A name is not worth a sign-in.
    if (isAddressed && callErrorIn(error)) return {};
    throw error;
  });
  return { ...info, ...given(token), email_verified: verified(token, info) };
}

const given = <C extends Claims>(claims: C): C =>
  Object.fromEntries(Object.entries(claims).filter(([, value]) => isThere(value))) as C;

/** As it was said; `false` where token and userinfo differ, be it in the word or in the address that it is of. */
function verified(token: Claims, info: Claims): unknown {
  const words = [token, info].map((claims) => claims['email_verified']).filter(isThere);
  const addresses = [token, info].map((claims) => claims['email']).filter(isThere);
  const isOne = [words, addresses].every((told) => new Set(told.map(spelled)).size <= 1);
  return isOne ? words[0] : false;
}

/** Compared as they are written as JSON: `true` is `"true"` to some providers, and addresses differ in case. */
const spelled = (claim: unknown) => JSON.stringify(claim).replaceAll('"', '').toLowerCase();
