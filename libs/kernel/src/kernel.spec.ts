import { AppError, CODES, isAppError, isId, newId, SecretBox, SecretBoxError } from './index.js';

describe('the kernel', () => {
  it('gives every code a 4xx or 5xx status and never 422', () => {
    for (const [code, { status }] of Object.entries(CODES)) {
      expect(code).toMatch(/^[A-Z][A-Z0-9_]*$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).not.toBe(422);
    }
  });

  it('keeps the cause of an error out of what the client sees', () => {
    const error = new AppError('NOT_FOUND', { cause: new Error('relation "users"') });
    expect(error.detail).toBe('Not found');
    expect(isAppError(error)).toBe(true);
  });

  it('makes ids that sort by time and are recognised', () => {
    const ids = Array.from({ length: 100 }, newId);
    expect([...ids].sort()).toEqual(ids);
    expect(ids.every(isId)).toBe(true);
    expect(isId('1')).toBe(false);
  });

  it('opens a sealed value only with the same secret, purpose and context, unaltered', () => {
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
