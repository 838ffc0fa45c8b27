import { AppError, isAppError } from '#libs/kernel';
import { FakeClock } from '../../../../../libs/testing/src/fake-clock.js';
import { ApplicationSignIns } from './application-sign-ins.service.js';
import { hiddenFieldsOf, parametersOf, queryOf, withoutPrompt } from './sign-in-request.js';

const WEB = 'https://app.example.test/cb';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const redirects = {
  to: (uri: string, { appState }: { appState?: string }, answer: Record<string, string>) => {
    const url = new URL(uri);
    const all = { ...answer, ...(appState !== undefined && { state: appState }), iss: 'i' };
    for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
    return url.href;
  },
};
const signIns = new ApplicationSignIns(
  redirects as never,
  { issue: () => Promise.resolve('bs.code') } as never,
  { find: (name?: string) => Promise.resolve(name === 'gone' ? null : { service: null }) } as never,
  new FakeClock(),
  { redirectUris: [WEB, 'http://127.0.0.1/cb', 'https://app.example.test/cb?own=1'] } as never,
);

const asked = { redirect_uri: WEB, state: 's', code_challenge: CHALLENGE };

function answerOf(given: Record<string, unknown>): URLSearchParams | string {
  try {
    const read = signIns.read(given, 'r1');
    return read.kind === 'refused' ? new URL(read.location).searchParams : 'accepted';
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}

describe('the sign-in request of an application', () => {
  it('is none without a redirect_uri: the person signs in at this server', () => {
    expect(signIns.read({ state: 's' }, 'r1')).toEqual({ kind: 'none' });
  });

  it.each([
    ['a prefix', 'https://app.example.test/cb/more'],
    ['a shorter path', 'https://app.example.test/'],
    ['another case of the path', 'https://app.example.test/CB'],
    ['another case of the host', 'https://APP.example.test/cb'],
    ['a path parameter', 'https://app.example.test/cb/..;/evil'],
    ['a dot segment', 'https://app.example.test/x/../cb'],
    ['an encoded slash, twice', 'https://app.example.test/cb%252fevil'],
    ['an encoded slash', 'https://app.example.test/cb%2fevil'],
    ['userinfo', 'https://app.example.test@evil.test/cb'],
    ['userinfo with the right host', 'https://evil@app.example.test/cb'],
    ['a fragment', 'https://app.example.test/cb#x'],
    ['a port', 'https://app.example.test:8443/cb'],
    ['the default port', 'https://app.example.test:443/cb'],
    ['an extra query', 'https://app.example.test/cb?evil=1'],
    ['a query beside a listed one', 'https://app.example.test/cb?own=1&evil=1'],
    ['another character for the dot', 'https://appXexample.test/cb'],
    ['a suffix of the host', 'https://app.example.test.evil.test/cb'],
    ['a scheme of scripts', 'javascript:alert(1)//https://app.example.test/cb'],
    ['http', 'http://app.example.test/cb'],
    ['no scheme', '//app.example.test/cb'],
    ['a backslash', 'https://app.example.test\\@evil.test/cb'],
    ['white space', ' https://app.example.test/cb'],
    ['a line end', 'https://app.example.test/cb\r\nX: y'],
    ['localhost for the loopback address', 'http://localhost/cb'],
    ['nothing', ''],
    ['two of them', [WEB, 'https://evil.test/']],
    ['a structure', { href: WEB }],
  ])('is never redirected to an address that differs by %s', (_how, redirectUri) => {
    expect(answerOf({ ...asked, redirect_uri: redirectUri })).toBe('REDIRECT_URI_NOT_ALLOWED');
    // Nor with a further error that would be redirected.
    const worse = { ...asked, redirect_uri: redirectUri, prompt: 'evil' };
    expect(answerOf(worse)).toBe('REDIRECT_URI_NOT_ALLOWED');
  });

  it.each([
    ['the redirect_uri on the list', {}],
    ['a free port of the loopback address', { redirect_uri: 'http://127.0.0.1:51004/cb' }],
    ['S256 named', { code_challenge_method: 'S256' }],
    ['two prompts', { prompt: 'login select_account' }],
    ['unknown parameters', { scope: 'openid', evil: ['a', 'b'] }],
  ])('is accepted with %s', (_what, change) => {
    expect(answerOf({ ...asked, ...change })).toBe('accepted');
  });

  it.each([
    ['no challenge', { code_challenge: undefined }, 'CODE_CHALLENGE_REQUIRED'],
    ['an empty challenge', { code_challenge: '' }, 'VALIDATION_FAILED'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'VALIDATION_FAILED'],
    ['a challenge of another length', { code_challenge: 'short' }, 'VALIDATION_FAILED'],
    ['an unknown prompt', { prompt: 'consent' }, 'VALIDATION_FAILED'],
    ['none beside another prompt', { prompt: 'none login' }, 'VALIDATION_FAILED'],
    ['a negative age', { max_age: '-1' }, 'VALIDATION_FAILED'],
    ['an age that is no number', { max_age: '1e9' }, 'VALIDATION_FAILED'],
    ['a hint of several lines', { login_hint: 'a\nb' }, 'VALIDATION_FAILED'],
    ['languages that are none', { ui_locales: '<script>' }, 'VALIDATION_FAILED'],
    ['a parameter twice', { prompt: ['none', 'login'] }, 'VALIDATION_FAILED'],
  ])('goes back to the application as invalid with %s', (_what, change, code) => {
    const answer = answerOf({ ...asked, ...change }) as URLSearchParams;
    expect(Object.fromEntries(answer)).toEqual({
      error: 'invalid_request',
      error_code: code,
      error_description: expect.stringMatching(/^[ -~]+$/),
      request_id: 'r1',
      state: 's',
      iss: 'i',
    });
  });

  it('does not give back a state that was sent twice or cannot be printed', () => {
    for (const state of [['a', 'b'], 'a\u0000b', 'x'.repeat(513), '\ud800']) {
      const answer = answerOf({ ...asked, state }) as URLSearchParams;
      expect([answer.get('error'), answer.get('state')]).toEqual(['invalid_request', null]);
    }
  });

  it('is carried by the pages as it was, and checked again', () => {
    const state = `"><script>&'${'é'.repeat(20)}`;
    const full = { ...asked, state, resource: 'orders', prompt: 'login select_account' };
    const read = signIns.read(
      { ...full, max_age: '0', login_hint: 'a@b.c', ui_locales: 'fr' },
      'r',
    );
    if (read.kind !== 'request') throw new Error(read.kind);
    const again = signIns.read(Object.fromEntries(parametersOf(read.request)), 'r');
    expect(again).toEqual(read);
    const byQuery = Object.fromEntries(new URLSearchParams(queryOf(read.request)));
    expect(signIns.read(byQuery, 'r')).toEqual(read);
    expect(hiddenFieldsOf(read.request).source).not.toContain('<script>');
  });

  it('asks nobody to authenticate again who just has', () => {
    const sessions = [
      {
        id: 'b',
        principal: { account: { email: 'a@b.c' }, authTime: new FakeClock().nowSeconds() },
      },
    ] as never;
    for (const change of [{ prompt: 'login' }, { max_age: '0' }, { max_age: '60' }]) {
      const read = signIns.read({ ...asked, ...change }, 'r');
      if (read.kind !== 'request') throw new Error(read.kind);
      expect(signIns.decide(withoutPrompt(read.request), sessions).kind).toBe('finish');
    }
  });

  it('ends at the application with a code, the state and the issuer, or with an unknown target', async () => {
    const read = signIns.read(asked, 'r');
    if (read.kind !== 'request') throw new Error(read.kind);
    const session = { userId: 'u', sessionId: 's' };
    const done = new URL(await signIns.finish(read.request, session, 'r'));
    expect(Object.fromEntries(done.searchParams)).toEqual({
      code: 'bs.code',
      state: 's',
      iss: 'i',
    });
    const gone = await signIns.finish({ ...read.request, resource: 'gone' }, session, 'r');
    expect(new URL(gone).searchParams.get('error')).toBe('invalid_target');
  });

  it('goes back with the standard error where prompt is none', () => {
    const read = signIns.read({ ...asked, prompt: 'none' }, 'r');
    if (read.kind !== 'request') throw new Error(read.kind);
    const { request } = read;
    const codes = (
      ['login_required', 'interaction_required', 'account_selection_required'] as const
    )
      .map((error) => new URL(signIns.refuseSilently(request, error, 'r')).searchParams)
      .map((answer) => [answer.get('error'), answer.get('error_code')]);
    expect(codes).toEqual([
      ['login_required', 'SIGN_IN_REQUIRED'],
      ['interaction_required', 'INTERACTION_REQUIRED'],
      ['account_selection_required', 'ACCOUNT_SELECTION_REQUIRED'],
    ]);
    const declined = { error: 'access_denied', cause: new AppError('SESSION_ENDED') } as const;
    expect(signIns.refuse(request, declined, 'r')).toContain('error=access_denied');
  });
});
