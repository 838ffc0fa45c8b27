import { ProviderCallError } from '../calls/provider-call-error.js';
import { wholeClaims, type Claims } from './id-token.js';

const EMAIL = 'anna@example.org';

const whole = (token: Claims, info?: Claims | Error) =>
  wholeClaims(
    token,
    info === undefined
      ? undefined
      : () => (info instanceof Error ? Promise.reject(info) : Promise.resolve(info)),
  );

describe('claims that are split between ID token and userinfo', () => {
  it.each([
    ['the address is at userinfo', {}, { email: EMAIL, email_verified: true }],
    ['the verification is at userinfo', { email: EMAIL }, { email_verified: true }],
    [
      'the verification is at userinfo beside the same address',
      { email: EMAIL },
      { email: 'Anna@Example.org', email_verified: true },
    ],
    ['the address alone is at userinfo', { email_verified: true }, { email: EMAIL }],
    [
      'the token has null for absent claims',
      { email: null },
      { email: EMAIL, email_verified: true },
    ],
  ])('split claims are combined where %s', async (_where, token, info) => {
    const claims = await whole(token, info);
    expect(String(claims['email']).toLowerCase()).toBe(EMAIL);
    expect(claims['email_verified']).toBe(true);
  });

  it.each([
    ['of another address', { email: EMAIL }, { email: 'eve@example.org', email_verified: true }],
    [
      'which the other contradicts',
      { email: EMAIL, email_verified: true },
      { email: EMAIL, email_verified: false },
    ],
    [
      'which the token contradicts',
      { email: EMAIL, email_verified: false },
      { email: EMAIL, email_verified: true },
    ],
  ])('split claims verify no address by a claim %s', async (_what, token, info) => {
    expect(await whole(token, info)).toMatchObject({ email: EMAIL, email_verified: false });
  });

  it('split claims have the name of userinfo where the token has none', async () => {
    const token = { email: EMAIL, email_verified: true };
    expect(await whole(token, { given_name: 'Anna' })).toMatchObject({ given_name: 'Anna' });
  });

  it('split claims without userinfo may lack a name, but no address', async () => {
    const failed = new ProviderCallError('failed', 'away');
    const token = { email: EMAIL, email_verified: true };
    expect(await whole(token, failed)).toMatchObject(token);
    await expect(whole({ email: EMAIL }, failed)).rejects.toBe(failed);
    await expect(whole(token, new Error('another subject'))).rejects.toThrow('another subject');
  });

  it('claims that are all in the token need no userinfo', async () => {
    const token = { email: EMAIL, email_verified: true, name: 'Anna Lind' };
    expect(await whole(token, new Error('asked'))).toEqual(token);
  });
});
