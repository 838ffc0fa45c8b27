import { ownPage, pageAfterSignIn, redirectFor } from './page-redirects.js';

describe('the page that a person wanted before signing in', () => {
  it.each(['/account', '/account/factors', '/account/factors/new?type=totp&x=%C3%A9'])(
    'the page %s is kept',
    (path) => {
      expect(ownPage(path)).toBe(path);
      expect(redirectFor('SIGN_IN_REQUIRED', path)).toBe(
        `/sign-in?${new URLSearchParams({ next: path }).toString()}`,
      );
    },
  );

  it.each([
    '//evil.example',
    '/account//evil.example',
    '/account/../sign-out',
    '/account\\evil.example',
    '/accounts',
    '/invitation',
    '/invitation?token=short',
    `/invitation?token=${'a'.repeat(43)}&next=//evil.example`,
    '/account?next=//evil.example',
    '/account#evil',
    'https://evil.example/account',
    '/account\r\nset-cookie: a=b',
    `/account/${'a'.repeat(4000)}`,
    ['/account'],
    undefined,
  ])('the address %j is not', (path) => {
    expect(ownPage(path)).toBeNull();
    expect(pageAfterSignIn(path)).toBeNull();
  });

  it('a person who opened the link of an invitation comes back to it', () => {
    const path = `/invitation?token=${'a'.repeat(43)}`;
    expect([pageAfterSignIn(path), pageAfterSignIn('/account')]).toEqual([path, '/account']);
    expect(ownPage(path)).toBeNull();
  });

  it('a person who must enrol a second factor is sent to the factors', () => {
    expect(redirectFor('SECOND_FACTOR_ENROLMENT_REQUIRED', '/account')).toBe('/account/factors');
  });

  it('any other refusal is shown', () => {
    expect(redirectFor('RATE_LIMITED', '/account')).toBeNull();
  });
});
