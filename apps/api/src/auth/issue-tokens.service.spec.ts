import { FakeClock } from '../../../../libs/testing/src/fake-clock.js';
import type { AccessTokenRequest, AccessTokens } from '#api/signing-keys';
import { IssueTokens } from './issue-tokens.service.js';

const clock = new FakeClock('2026-01-01T00:00:00.500Z');
const after = (seconds: number) => new Date(clock.nowMs() + seconds * 1000);

async function issue(expiresAt: Date) {
  let asked: AccessTokenRequest | undefined;
  const tokens: Pick<AccessTokens, 'issue'> = {
    issue(request) {
      asked = request;
      const { ttlSeconds: expiresInSeconds } = request;
      return Promise.resolve({ token: 'jwt', tokenId: 'j', expiresAt: 0, expiresInSeconds });
    },
  };
  const service = new IssueTokens(
    tokens as AccessTokens,
    clock,
    { note: () => undefined } as never,
    { accessTokenSeconds: 3600 } as never,
  );
  const session = { id: 's', userId: 'u', refreshToken: 'r', authTime: clock.now(), amr: ['pwd'] };
  const answer = await service.issue({ ...session, expiresAt }, { service: null });
  return { answer, asked };
}

describe('the tokens of an answer', () => {
  it('are the access token of the session and its refresh token', async () => {
    const { answer, asked } = await issue(after(86_400));
    expect(answer).toEqual({
      success: true,
      access_token: 'jwt',
      refresh_token: 'r',
      token_type: 'Bearer',
      expires_in: 3600,
    });
    expect(asked).toMatchObject({ userId: 'u', sessionId: 's', authTime: 1_767_225_600 });
  });

  it.each([
    [3600, 3600],
    [3601, 3600],
    [600, 600],
    [1, 1],
    [0, 1],
    [-5, 1],
  ])('of a session with %i s to live has an access token of %i s', async (left, life) => {
    expect((await issue(after(left))).answer.expires_in).toBe(life);
  });
});
