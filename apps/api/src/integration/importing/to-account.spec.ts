import { toAccount } from './to-account.js';

const HASH = '$2y$10$abcdefghijklmnopqrstuuE1cVZ0mJvC5L0tQ4u3Yw8k6c0vN2m1a';

describe('A record of a file', () => {
  it('a record becomes an account with all its fields', () => {
    const account = toAccount({
      email: ' Anna@Example.org ',
      password_hash: HASH,
      first_name: 'Anna',
      last_name: null,
      locale: 'pt-BR',
      is_active: 'no',
      is_email_verified: 1,
      created_at: '2024-02-29 12:00:00',
      last_login: '2025-01-01T00:00:00+02:00',
    });
    expect(account).toEqual({
      email: 'Anna@Example.org',
      emailCanonical: 'anna@example.org',
      password: HASH,
      firstName: 'Anna',
      lastName: null,
      locale: 'pt-BR',
      isActive: false,
      isEmailVerified: true,
      createdAt: new Date('2024-02-29T12:00:00Z'),
      lastLogin: new Date('2024-12-31T22:00:00Z'),
    });
  });

  it('a record without state is active and unverified', () => {
    expect(toAccount({ email: 'a@example.org' })).toMatchObject({
      password: null,
      isActive: true,
      isEmailVerified: false,
      createdAt: null,
    });
  });

  it.each([
    ['de', 'de'],
    ['de_AT', 'de'],
    ['zh-Hans-CN', 'zh-CN'],
    ['it', null],
    ['', null],
    [undefined, null],
  ])('a record of the locale %j has the language %j', (locale, language) => {
    expect(toAccount({ email: 'a@example.org', locale })).toMatchObject({ locale: language });
  });

  it('a record may have its hash in the field `password`', () => {
    expect(toAccount({ email: 'a@example.org', password: HASH })).toMatchObject({ password: HASH });
  });

  it.each([
    [{ email: 'nobody' }, /email must be an e-mail address/],
    [{}, /email must be an e-mail address/],
    [{ email: 'a@example.org', password_hash: 'hunter2' }, /password_hash must be a bcrypt hash/],
    [{ email: 'a@example.org', password: HASH.replace('$10$', '$31$') }, /of a cost from 4 to 15/],
    [{ email: 'a@example.org', password: HASH.slice(0, -1) }, /bcrypt hash/],
    [{ email: 'a@example.org', is_active: 'maybe' }, /is_active must be true or false/],
    [{ email: 'a@example.org', is_active: {} }, /is_active must be true or false/],
    [{ email: 'a@example.org', created_at: '29.2.2024' }, /created_at must be a time/],
    [{ email: 'a@example.org', created_at: '2024-13-01' }, /created_at must be a time/],
    [{ email: 'a@example.org', created_at: '2026-02-30 12:00:00' }, /created_at must be a time/],
    [{ email: 'a@example.org', first_name: 'a\u202eb' }, /first_name must have/],
    [{ email: 'a@example.org', last_name: 7 }, /last_name must be a text/],
    [
      { email: 'a@example.org', locale: 'German (Austria)' },
      /locale must be the tag of a language/,
    ],
    [{ email: 'a@example.org', locale: ['de'] }, /locale must be a text/],
  ])('the record %j is refused with the reason', (fields, complaint) => {
    expect(toAccount(fields)).toEqual({ problem: expect.stringMatching(complaint) });
  });

  it('the refusal of a record names all faults, and no value, which may be a password', () => {
    const refused = toAccount({ email: 'x', password: 'hunter2', is_active: 'hunter2' });
    expect(refused).toEqual({
      problem: expect.stringMatching(/email .*password_hash .*is_active/),
    });
    expect(JSON.stringify(refused)).not.toContain('hunter2');
  });
});
