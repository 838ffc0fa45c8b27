import { RememberedTokens } from './remembered-tokens.js';

const END = 'end-of-a-signature';
const remember = (header: string) => ({ header, kid: 'k1' });

describe('remembered tokens', () => {
  it('a token is found by its whole value only', () => {
    const tokens = new RememberedTokens(10);
    const known = remember(`Bearer one.token.${END}`);
    tokens.add(known);
    expect(tokens.get(`Bearer one.token.${END}`)).toBe(known);
    expect(tokens.get(`Bearer other.token.${END}`)).toBeUndefined();
    expect(tokens.get(`bearer one.token.${END}`)).toBeUndefined();
    expect(tokens.get(END)).toBeUndefined();
  });

  it('of two tokens with the same end the later one is remembered', () => {
    const tokens = new RememberedTokens(10);
    tokens.add(remember(`Bearer one.token.${END}`));
    const later = remember(`Bearer two.token.${END}`);
    tokens.add(later);
    expect(tokens.get(`Bearer one.token.${END}`)).toBeUndefined();
    expect(tokens.get(`Bearer two.token.${END}`)).toBe(later);
  });
});
