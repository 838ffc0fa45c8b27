import type { Code } from '#libs/kernel';
import { AppError } from '#libs/kernel';

/** The person signs in, and comes back to the page. */
export const signInFirst = () =>
  new AppError('SIGN_IN_REQUIRED', { detail: 'This page is for a person who is signed in.' });

/** A page of one's own account, with its query: `//` and `..` lead nowhere else. */
const OWN_PAGE = /^\/account(?:\/[a-z0-9-]+)*(?:\?[\w~.%=&-]*)?$/;
/** The page of an invitation, whose link a person opened before signing in. */
const INVITATION = /^\/invitation\?token=[\w-]{43}$/;
/** Room for the request of an application, which a page of the account leads back to. */
const MOST_CHARACTERS = 4000;

/** A page that a person can come back to after signing in. */
export type PageAfterSignIn = `/account${string}` | `/invitation?token=${string}`;

/** The page of one's own account that a person wanted to see; `null` for anything else, so that no link leads out. */
export function ownPage(shown: unknown): `/account${string}` | null {
  if (typeof shown !== 'string' || shown.length > MOST_CHARACTERS) return null;
  return OWN_PAGE.test(shown) ? (shown as `/account${string}`) : null;
}

/** The same, or the page of an invitation. */
export function pageAfterSignIn(shown: unknown): PageAfterSignIn | null {
  if (typeof shown === 'string' && INVITATION.test(shown)) return shown as PageAfterSignIn;
  return ownPage(shown);
}

/**
 * Where a refusal sends the browser instead of being shown; `null` for one that is shown.
 * @param wanted the path and query that were asked for, without that of APP_BASE_URL
 */
export function redirectFor(code: Code, wanted: string): `/${string}` | null {
  if (code === 'SECOND_FACTOR_ENROLMENT_REQUIRED') return '/account/factors';
  if (code !== 'SIGN_IN_REQUIRED') return null;
  const next = ownPage(wanted);
  return next === null ? '/sign-in' : `/sign-in?${new URLSearchParams({ next }).toString()}`;
}
