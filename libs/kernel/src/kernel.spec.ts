import { AppError, CODES, isAppError, isId, newId, SecretBox, SecretBoxError } from './index.js';

describe('the kernel', () => {
  it('every code has a 4xx or 5xx status and never 422', () => {
    for (const [code, { status }] of Object.entries(CODES)) {
      expect(code).toMatch(/^[A-Z][A-Z0-9_]*$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).not.toBe(422);
    }
  });

  it('the cause of an error is not part of its public detail', () => {
    const error = new AppError('NOT_FOUND', { cause: new Error('relation "users"') });
    expect(error.detail).toBe('Not found');
    expect(isAppError(error)).toBe(true);
  });

  it('new ids sort by time and are valid ids', () => {
    const ids = Array.from({ length: 100 }, newId);
    expect([...ids].sort()).toEqual(ids);
    expect(ids.every(isId)).toBe(true);
    expect(isId('1')).toBe(false);
  });

  it('a sealed value opens only unaltered and with the same secret, purpose and context', () => {
    const box = new SecretBox('a secret', 'test');
    const sealed = box.seal('plain', 'row-1');
    expect(box.open(sealed, 'row-1').toString()).toBe('plain');
    expect(() => box.open(sealed, 'row-2')).toThrow(SecretBoxError);
    expect(() => new SecretBox('another', 'test').open(sealed, 'row-1')).toThrow(SecretBoxError);
    expect(() => new SecretBox('a secret', 'other').open(sealed, 'row-1')).toThrow(SecretBoxError);
    sealed[sealed.length - 1]! ^= 1;
    expect(() => box.open(sealed, 'row-1')).toThrow(SecretBoxError);
  });
});
