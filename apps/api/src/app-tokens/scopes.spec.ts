import { assertGrantable, inOrder, MAX_SCOPES } from './scopes.js';

describe('scopes', () => {
  it('scopes are kept sorted, each once', () => {
    expect(inOrder(['b', 'a', 'b'])).toEqual(['a', 'b']);
  });

  it('scopes may be granted when they have the form of RFC 6749', () => {
    expect(() => assertGrantable(['orders:ship', 'stock/read', '!'])).not.toThrow();
  });

  it.each([
    ['of a wrong form', ['orders ship'], 'WRONG_FORM'],
    ['with a quotation mark', ['a"b'], 'WRONG_FORM'],
    ['without a character', [''], 'WRONG_FORM'],
    ['that Gatehouse alone relies on', ['manifest:write'], 'RESERVED'],
  ])('scopes may not be granted %s', (_what, scopes, code) => {
    expect(() => assertGrantable(['orders:ship', ...scopes])).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        errors: [expect.objectContaining({ field: 'scopes.1', code })],
      }),
    );
  });

  it('scopes may not be granted by more than a hundred', () => {
    const many = Array.from({ length: MAX_SCOPES + 1 }, (_, turn) => `scope-${turn}`);
    expect(() => assertGrantable(many)).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ code: 'TOO_MANY' })] }),
    );
  });
});
