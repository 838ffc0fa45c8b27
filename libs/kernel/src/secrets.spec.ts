import { KeyedHash } from './secrets.js';

describe('a keyed hash', () => {
  const hash = new KeyedHash('a secret', 'tests');

  it('a keyed hash is 27 characters that do not contain the value', () => {
    expect(hash.nameOf('ann@example.test')).toMatch(/^[\w-]{27}$/);
  });

  it('a keyed hash is equal for equal values and different for others', () => {
    expect(hash.nameOf('192.0.2.1')).toBe(new KeyedHash('a secret', 'tests').nameOf('192.0.2.1'));
    expect(hash.nameOf('192.0.2.1')).not.toBe(hash.nameOf('192.0.2.2'));
  });

  it('a keyed hash differs by purpose and by secret', () => {
    const names = [
      hash,
      new KeyedHash('a secret', 'others'),
      new KeyedHash('another', 'tests'),
    ].map((one) => one.nameOf('192.0.2.1'));
    expect(new Set(names).size).toBe(3);
  });

  it('the text of a keyed hash is a prefix of its bytes', () => {
    expect(hash.bytesOf('x').toString('base64url').startsWith(hash.nameOf('x'))).toBe(true);
  });
});
