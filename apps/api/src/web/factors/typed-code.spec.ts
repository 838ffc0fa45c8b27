import { typedCode } from './typed-code.js';

describe('the one field for codes', () => {
  it.each([
    ['492039', 'totp', '492039'],
    [' 492 039 ', 'totp', '492039'],
    ['k7x2m-9q4tv', 'recovery_codes', 'k7x2m-9q4tv'],
    ['4920399', 'recovery_codes', '4920399'],
    ['', 'recovery_codes', ''],
  ])('%j is read as %s', (text, type, code) => {
    expect(typedCode(text)).toEqual({ type, code });
  });
});
