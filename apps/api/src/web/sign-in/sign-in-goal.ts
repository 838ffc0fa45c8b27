import { parametersOf, withoutPrompt, type SignInRequest } from '#api/browser-sessions';
import { pageAfterSignIn, type PageAfterSignIn } from '../visits/page-redirects.js';
import type { PagePath } from '../visits/visits.service.js';

/** What a person signs in for: an application, or else a page of the own account. */
export interface SignInGoal {
  readonly application: SignInRequest | null;
  readonly next: PageAfterSignIn;
}

/** @param next as a page or a form has brought it */
export const goalOf = (application: SignInRequest | null, next: unknown): SignInGoal => ({
  application,
  next: pageAfterSignIn(next) ?? '/account',
});

/** The goal as fields of a form, which carries it to the next page. It is checked again there. */
export const fieldsOf = ({ application, next }: SignInGoal): Record<string, string> =>
  application === null
    ? { ...(next !== '/account' && { next }) }
    : Object.fromEntries(parametersOf(application));

/** A page with the goal in its query, which can be the `next` of another one. */
export function pathWith(path: PagePath, goal: SignInGoal): PagePath {
  const query = new URLSearchParams(fieldsOf(goal)).toString();
  // `ownPage` takes the signs of RFC 3986 that are escaped by nobody, and no `+` for a space.
  const strict = query.replaceAll('+', '%20').replaceAll('*', '%2A');
  return strict === '' ? path : `${path}?${strict}`;
}

/** The goal after the person was authenticated because of it: it asks for no authentication again. */
export const authenticatedGoal = (goal: SignInGoal): SignInGoal => ({
  ...goal,
  application: goal.application && withoutPrompt(goal.application),
});
