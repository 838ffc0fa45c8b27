import { digestPassword, firstBytes, parseStoredHash, toStoredForm } from './password-form.js';

const SALT = 'abcdefghijklmnopqrstuu';
const DIGEST = '0123456789abcdefghijklmnopqrstu';
const hashOf = (cost: string, version = '2b') => `$${version}$${cost}$${SALT}${DIGEST}`;

describe('the stored form of a password', () => {
  it('a stored form tells whether Gatehouse made the hash, or another system', () => {
    const salt = `$2b$10$${SALT}`;
    expect(parseStoredHash(hashOf('10'))).toEqual({
      form: 'plain',
      cost: 10,
      salt,
      digest: DIGEST,
    });
    expect(parseStoredHash(toStoredForm(hashOf('10')))).toEqual({
      form: 'own',
      cost: 10,
      salt,
      digest: DIGEST,
    });
  });

  it.each(['2a', '2y'])('a hash that another system wrote as %s is read as 2b', (version) => {
    expect(parseStoredHash(hashOf('12', version))?.salt).toBe(`$2b$12$${SALT}`);
  });

  it.each([
    '',
    'a clear password',
    hashOf('03'),
    hashOf('16'),
    hashOf('10', '2x'),
    `${hashOf('10')}x`,
    hashOf('10').slice(0, -1),
  ])('a text that is no hash of an accepted cost is refused: %j', (text) => {
    expect(parseStoredHash(text)).toBeNull();
  });

  it('the digest of a password is the same for both of its Unicode forms', () => {
    expect(digestPassword('vögel')).toEqual(digestPassword('vo\u0308gel'));
    expect(digestPassword('x'.repeat(100))).toHaveLength(64);
    expect(digestPassword('x'.repeat(100))).not.toEqual(digestPassword('x'.repeat(101)));
  });

  it('a hash of another system was made of the first 72 bytes', () => {
    expect(firstBytes('ü'.repeat(50))).toHaveLength(72);
  });
});
