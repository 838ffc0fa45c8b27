import { isCommonPassword } from './common-passwords.js';
import { findPasswordProblems } from './password-policy.js';

const codesOf = (password: string, email = 'anna.berger@example.org') =>
  findPasswordProblems(password, { email }, ['gatehouse', 'Acme Portal']).map(({ code }) => code);

describe('the rules for a new password', () => {
  it.each([
    ['a passphrase of lower case and spaces', 'drei kleine vögel'],
    ['emoji', '🦊🐻🐼🦁🐯🐨🐸🐵'],
    ['eight characters', 'xq7vtplm'],
    ['128 characters', 'xq7vtplm'.repeat(16)],
    ['128 characters beyond the basic plane', '🦊'.repeat(128)],
    ['one character repeated, for there is no strength score', 'ᚠᚠᚠᚠᚠᚠᚠᚠ'],
    ['line breaks and tabs', 'erste\nzweite\tdritte'],
  ])('a new password may be %s', (_what, password) => {
    expect(codesOf(password)).toEqual([]);
  });

  it('the length of a password counts characters of the NFC form, not bytes or surrogates', () => {
    expect(codesOf('🦊🐻🐼🦁🐯🐨🐸')).toEqual(['TOO_SHORT']);
    expect(codesOf('e\u0301'.repeat(7))).toEqual(['TOO_SHORT']);
    expect(codesOf('e\u0301'.repeat(128))).toEqual([]);
    expect(codesOf('🦊'.repeat(129))).toEqual(['TOO_LONG']);
    expect(codesOf('')).toEqual(['TOO_SHORT']);
  });

  it('a password of a mebibyte is refused without further checks', () => {
    const normalize = jest.spyOn(String.prototype, 'normalize');
    expect(codesOf('é'.repeat(2 ** 20))).toEqual(['TOO_LONG']);
    expect(normalize).not.toHaveBeenCalled();
  });

  it('a common password is refused in any case or width, without network', () => {
    for (const password of [
      'password',
      'PassWord1',
      'ｐａｓｓｗｏｒｄ',
      '12345678',
      'iloveyou1',
      'trustno1',
    ]) {
      expect(codesOf(password)).toEqual(['TOO_COMMON']);
    }
    expect(isCommonPassword('password\nfootball')).toBe(false);
  });

  it.each(
    [
      'aaaaaaaa 88888888 00000000 99999999 1111111111 xxxxxxxx 12121212 12341234 123123123 12312312',
      '87654321 987654321 0123456789 78901234 abcdefgh zyxwvuts qwertzuiop azertyuiop poiuytrewq',
      'P@ssword p@ssword1 pa$$word Pa$$w0rd p455w0rd admin1234 Admin2024 gatehouse1 GateHouse2026',
    ]
      .join(' ')
      .split(' '),
  )('a password of the most used ones is refused: %s', (password) => {
    expect(codesOf(password)).toEqual(['TOO_COMMON']);
  });

  it.each([
    'x7-'.repeat(30),
    'gatehouse of the old town 1',
    'gatehouse-1-keeper',
    'admin 1234 herons',
    'abcdefgh over the weir',
    '12345678 herons',
    'kp7wkp7x',
  ])('a password that only resembles a common one is accepted: %s', (password) => {
    expect(codesOf(password)).toEqual([]);
  });

  it('a password that is the name of the service is refused', () => {
    expect(codesOf('GateHouse')).toEqual(['TOO_COMMON']);
    expect(codesOf('acme portal')).toEqual(['TOO_COMMON']);
    expect(codesOf('ACMEPortal')).toEqual(['TOO_COMMON']);
    expect(codesOf('acme portal keys')).toEqual([]);
  });

  it('a password with the address or its local part is refused in any case, unless that is shorter than four characters', () => {
    expect(codesOf('my Anna.Berger!')).toEqual(['CONTAINS_EMAIL']);
    expect(codesOf('xx-ANNA.BERGER@EXAMPLE.ORG')).toEqual(['CONTAINS_EMAIL']);
    expect(codesOf('ab@cd.ef rest', 'ab@cd.ef')).toEqual(['CONTAINS_EMAIL']);
    expect(codesOf('the abc of it', 'abc@cd.ef')).toEqual([]);
    expect(codesOf('the abcd of it', 'ABCD@cd.ef')).toEqual(['CONTAINS_EMAIL']);
    expect(codesOf('example.org rest')).toEqual([]);
  });

  it('a refused password is told every broken rule', () => {
    expect(codesOf('password', 'password@example.org')).toEqual(['TOO_COMMON', 'CONTAINS_EMAIL']);
  });

  it('a password with NUL or a lone surrogate is refused', () => {
    expect(codesOf('abcdefgh\u0000ijk')).toEqual(['INVALID_CHARACTERS']);
    expect(codesOf('abcdefgh\ud800ijk')).toEqual(['INVALID_CHARACTERS']);
  });
});
