import type { ShownPage } from './page-browser.js';
import { CHALLENGE } from './test-browser.js';

export const WEB = 'https://app.example.test/cb';

/**
 * A page with the sign-in request of an application.
 * @param isCarried whether a page of the server has carried it, with the method of the challenge
 */
export const asking = (
  change: Readonly<Record<string, string>> = {},
  path = '/sign-in',
  isCarried = false,
): string => {
  const asked = {
    redirect_uri: WEB,
    state: 'st 1',
    code_challenge: CHALLENGE,
    ...(isCarried && { code_challenge_method: 'S256' }),
    ...change,
  };
  const query = new URLSearchParams(asked).toString();
  // Our pages write a space so that no `+` is in a `next`.
  return `${path}?${isCarried ? query.replaceAll('+', '%20') : query}`;
};

/** The code that the browser was sent back to the application with; '' for none. */
export const codeOf = ({ at }: Pick<ShownPage, 'at'>): string =>
  at.startsWith(WEB) ? (new URL(at).searchParams.get('code') ?? '') : '';

/** The standard error that the browser was sent back with; `null` for none. */
export const errorOf = ({ at }: Pick<ShownPage, 'at'>): string | null =>
  at.startsWith(WEB) ? new URL(at).searchParams.get('error') : null;
