import { KeyedHash } from './keyed-hash.js';

describe('a keyed hash', () => {
  const hash = new KeyedHash('a secret', 'tests');

  it('names a value by 27 characters that do not hold it', () => {
    expect(hash.nameOf('ann@example.test')).toMatch(/^[\w-]{27}$/);
  });

  it('gives equal values equal names, and others other ones', () => {
    expect(hash.nameOf('192.0.2.1')).toBe(new KeyedHash('a secret', 'tests').nameOf('192.0.2.1'));
    expect(hash.nameOf('192.0.2.1')).not.toBe(hash.nameOf('192.0.2.2'));
  });

  it('gives a value another name for another purpose, and with another secret', () => {
    const names = [
      hash,
      new KeyedHash('a secret', 'others'),
      new KeyedHash('another', 'tests'),
    ].map((one) => one.nameOf('192.0.2.1'));
    expect(new Set(names).size).toBe(3);
  });

  it('begins the name with the same bits as the bytes', () => {
    expect(hash.bytesOf('x').toString('base64url').startsWith(hash.nameOf('x'))).toBe(true);
  });
});
