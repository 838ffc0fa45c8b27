import type { OfferedFactor } from '#api/factors';
import { afterFactor, afterPassword, stepUpMethods } from './step-up.js';

const aFactor = (type: OfferedFactor['type']): OfferedFactor => ({ id: type, type, name: type });
const TWO = ['pwd', 'otp', 'mfa'];

describe('what a step-up makes of a session', () => {
  it.each<[string, string[], boolean, string[] | null]>([
    ['a password renews a session by password, at its level', ['pwd'], false, ['pwd']],
    [
      'so it does on a remembered device of an account with a second factor',
      ['pwd'],
      true,
      ['pwd'],
    ],
    [
      'a password in a session by a provider is one more first factor',
      ['google'],
      true,
      ['google', 'pwd'],
    ],
    ['a password does not renew a session of two factors', TWO, true, null],
    ['a password does not renew a session by a passkey', ['hwk', 'user', 'mfa'], true, null],
    [
      'without a second factor any more, the level goes down to what the account has',
      TWO,
      false,
      ['pwd'],
    ],
  ])('%s', (_name, amr, hasSecondFactor, expected) => {
    expect(afterPassword({ amr, hasSecondFactor })).toEqual(expected);
  });

  it.each<[string, string[], string[], string[]]>([
    ['an authenticator app raises a session by password', ['pwd'], ['otp'], TWO],
    [
      'an authenticator app raises a session by a provider',
      ['google'],
      ['otp'],
      ['google', 'otp', 'mfa'],
    ],
    ['an authenticator app raises a session by a mailed code', ['otp'], ['otp'], ['otp', 'mfa']],
    ['a code again keeps the level and the methods', TWO, ['otp'], TWO],
    [
      'a passkey raises a session by password',
      ['pwd'],
      ['swk', 'user'],
      ['pwd', 'swk', 'user', 'mfa'],
    ],
    [
      'a passkey adds its methods to those of two factors',
      TWO,
      ['hwk', 'user'],
      ['pwd', 'otp', 'hwk', 'user', 'mfa'],
    ],
  ])('%s', (_name, before, shown, expected) => {
    expect(afterFactor(before, { amr: shown })).toEqual(expected);
  });

  it.each<[string, string[], boolean, OfferedFactor['type'][], string[]]>([
    [
      'a session by password of an account without factors can step up by it',
      ['pwd'],
      true,
      [],
      ['password'],
    ],
    [
      'with factors it can step up by them too',
      ['pwd'],
      true,
      ['totp', 'recovery_codes'],
      ['password', 'totp', 'recovery_codes'],
    ],
    ['two passkeys are one method', ['google'], false, ['passkey', 'passkey'], ['passkey']],
    ['a session of two factors can step up by a factor alone', TWO, true, ['totp'], ['totp']],
    ['when the factors are gone, by the password again', TWO, true, [], ['password']],
    ['without a password and factors there is none: sign in again', ['google'], false, [], []],
  ])('%s', (_name, amr, hasPassword, types, expected) => {
    expect(stepUpMethods({ amr }, { hasPassword, factors: types.map(aFactor) })).toEqual(expected);
  });
});
