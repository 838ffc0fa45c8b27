import { FakeClock } from '../../../../libs/testing/src/fake-clock.js';
import { newId } from '#libs/kernel';
import type { AccessTokenRequest, AccessTokens } from '#api/signing-keys';
import type { RefreshSession } from '#api/sessions';
import { SessionTokens } from './session-tokens.service.js';

const clock = new FakeClock('2026-01-01T00:00:00.500Z');
const after = (seconds: number) => new Date(clock.nowMs() + seconds * 1000);
const SESSION = { id: 's', userId: 'u', refreshToken: 'r', authTime: clock.now(), amr: ['pwd'] };

/** The service under test, and the requests that it made to the other services. */
function build() {
  const asked: AccessTokenRequest[] = [];
  const refreshed: string[] = [];
  const accessTokens: Pick<AccessTokens, 'issue'> = {
    issue(request) {
      asked.push(request);
      const { ttlSeconds: expiresInSeconds } = request;
      return Promise.resolve({ token: 'jwt', tokenId: 'j', expiresAt: 0, expiresInSeconds });
    },
  };
  const sessions: Pick<RefreshSession, 'refresh'> = {
    refresh(token) {
      refreshed.push(token);
      const session = { ...SESSION, expiresAt: after(86_400) };
      return Promise.resolve({ session, target: { service: null } });
    },
  };
  const tokens = new SessionTokens(
    sessions as RefreshSession,
    accessTokens as AccessTokens,
    clock,
    { note: () => undefined } as never,
    { exists: false } as never,
    { accessTokenSeconds: 3600 } as never,
  );
  return { tokens, asked, refreshed };
}

describe('session tokens', () => {
  it('an open session gets an access token and a refresh token', async () => {
    const { tokens, asked } = build();
    expect(await tokens.issue({ ...SESSION, expiresAt: after(86_400) }, { service: null })).toEqual(
      {
        success: true,
        access_token: 'jwt',
        refresh_token: 'r',
        token_type: 'Bearer',
        expires_in: 3600,
      },
    );
    expect(asked).toMatchObject([{ userId: 'u', sessionId: 's', authTime: 1_767_225_600 }]);
  });

  it.each([
    [3600, 3600],
    [3601, 3600],
    [600, 600],
    [1, 1],
    [0, 1],
    [-5, 1],
  ])('a session with %i s to live has an access token of %i s', async (left, life) => {
    const answer = await build().tokens.issue(
      { ...SESSION, expiresAt: after(left) },
      { service: null },
    );
    expect(answer.expires_in).toBe(life);
  });
});

describe('a refresh', () => {
  /** A JWT whose signature is not verified. */
  const accessTokenOf = (sid: string) =>
    `${base64({ alg: 'ES256' })}.${base64({ sid })}.${'x'.repeat(20)}`;
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const REFRESH_SESSION = newId();
  const REFRESH = [
    Buffer.from(REFRESH_SESSION.replaceAll('-', ''), 'hex').toString('base64url'),
    '0',
    Buffer.alloc(32).toString('base64url'),
  ].join('.');
  const proofs = { client: {} as never, idempotencyKey: null };

  it.each<[string, unknown, string | undefined, string]>([
    ['the refresh token of the body', REFRESH, undefined, REFRESH],
    ['the refresh token sent as Bearer', undefined, REFRESH, REFRESH],
    ['the body before another Bearer', REFRESH, 'what a proxy has put there', REFRESH],
    [
      'the body before the session’s access token',
      REFRESH,
      accessTokenOf(REFRESH_SESSION),
      REFRESH,
    ],
  ])('a refresh uses %s', async (_what, refreshToken, bearer, used) => {
    const { tokens, refreshed } = build();
    await tokens.refresh({ refreshToken, bearer, ...proofs });
    expect(refreshed).toEqual([used]);
  });

  it.each<[string, unknown, string | undefined]>([
    ['without a refresh token', undefined, undefined],
    ['with a refresh token that is no string', 7, undefined],
    ['with the access token of another session', REFRESH, accessTokenOf('another')],
  ])('a refresh %s uses nothing up', async (_what, refreshToken, bearer) => {
    const { tokens, refreshed } = build();
    const refused = tokens.refresh({ refreshToken, bearer, ...proofs });
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_REFRESH_TOKEN' });
    expect(refreshed).toEqual([]);
  });
});
