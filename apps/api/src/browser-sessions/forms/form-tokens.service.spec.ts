import { randomToken, sha256 } from '#libs/kernel';
import { FakeClock } from '../../../../../libs/testing/src/fake-clock.js';
import { FORM_SECONDS, FormTokens, type FormBinding } from './form-tokens.service.js';

const HTTPS = 'https://auth.example.test';
const clock = new FakeClock();
const tokensOf = (appBaseUrl = HTTPS, secretKey = 'k'.repeat(40)) =>
  new FormTokens({ appBaseUrl, secretKey, port: 5000 } as never, clock);
const tokens = tokensOf();

const codeOf = (binding: FormBinding, purpose: string, shown: unknown, by = tokens) => {
  try {
    by.assertFresh(binding, purpose, shown);
    return 'accepted';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

/** A browser that has been given the nonce. */
const aBrowser = (by = tokens) => {
  const [line = ''] = by.ofBrowser(undefined).cookies;
  return line.split(';')[0] ?? '';
};
const aSession = () => tokens.ofSession({ secretHash: sha256(randomToken()) });

describe('the token of a form', () => {
  const session = aSession();
  const browser = tokens.ofBrowser(aBrowser());

  it.each([
    ['a signed-in person', session],
    ['a browser before a sign-in', browser],
  ])('a form token of %s is accepted for its own form, until it expires', (_whose, binding) => {
    const token = tokens.issue(binding, '/sign-in');
    expect(codeOf(binding, '/sign-in', token)).toBe('accepted');
    clock.advanceSeconds(FORM_SECONDS - 1);
    expect(codeOf(binding, '/sign-in', token)).toBe('accepted');
    clock.advanceSeconds(1);
    expect(codeOf(binding, '/sign-in', token)).toBe('STALE_FORM');
  });

  it('a form token is refused at another form, for another session and for another browser', () => {
    const token = tokens.issue(session, '/account/password');
    expect(codeOf(session, '/account/email', token)).toBe('STALE_FORM');
    expect(codeOf(aSession(), '/account/password', token)).toBe('STALE_FORM');
    const early = tokens.issue(browser, '/sign-in');
    expect(codeOf(tokens.ofBrowser(aBrowser()), '/sign-in', early)).toBe('STALE_FORM');
    expect(codeOf(tokens.ofBrowser(undefined), '/sign-in', early)).toBe('STALE_FORM');
    // Not even where the digests were the same.
    const crossed = { ...browser, of: 'session' } as const;
    expect(codeOf(crossed, '/sign-in', early)).toBe('STALE_FORM');
  });

  it('a form token of another installation is refused', () => {
    const other = tokensOf(HTTPS, 'o'.repeat(40));
    expect(codeOf(session, '/', other.issue(session, '/'))).toBe('STALE_FORM');
  });

  it('a form token that is missing, forged or of another type is refused', () => {
    const token = tokens.issue(session, '/');
    const [expiry = '', mac = ''] = token.split('.');
    const later = String(Number(expiry) + 1);
    const forged = [
      undefined,
      null,
      '',
      '.',
      mac,
      `${expiry}.`,
      `${later}.${mac}`,
      `0${expiry}.${mac}`,
      `${expiry}.${mac.slice(0, -1)}`,
      `${token} `,
      `${token}\n`,
      [token],
      { toString: () => token },
      7,
    ];
    expect(codeOf(session, '/', token)).toBe('accepted');
    const accepted = forged.filter((shown) => codeOf(session, '/', shown) !== 'STALE_FORM');
    expect(accepted).toEqual([]);
  });

  it('the nonce is a cookie of this host, kept by the browser and ended with the same attributes', () => {
    const [line = ''] = tokens.ofBrowser(undefined).cookies;
    const attributes = 'Path=/; Max-Age=86400; HttpOnly; SameSite=Lax; Secure';
    expect(line).toMatch(new RegExp(`^__Host-gatehouse_form=[\\w-]{43}; ${attributes}$`));
    const cookie = line.split(';')[0];
    expect(tokens.ofBrowser(`other=1; ${cookie}`).digest).toEqual(tokens.ofBrowser(cookie).digest);
    expect(tokens.clear()).toBe(
      '__Host-gatehouse_form=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure',
    );
    const [plain = ''] = tokensOf('http://auth.example.test/id').ofBrowser(undefined).cookies;
    expect(plain).toMatch(
      /^gatehouse_form=[\w-]{43}; Path=\/id; Max-Age=86400; HttpOnly; SameSite=Lax$/,
    );
  });

  it('a value that this server cannot have given is no nonce', () => {
    const shown = tokens.ofBrowser('__Host-gatehouse_form=evil');
    expect(shown.digest).not.toEqual(sha256('evil'));
  });
});
