import { isAppToken, newAppToken, shownPrefix } from './token-format.js';

describe('an application token', () => {
  const tokens = Array.from({ length: 2000 }, newAppToken);

  it('is recognised, and never made twice', () => {
    expect(tokens.every(isAppToken)).toBe(true);
    expect(new Set(tokens).size).toBe(tokens.length);
  });

  it('is refused without a look-up when a character was mistyped', () => {
    for (const token of tokens.slice(0, 100)) {
      const at = 3 + (token.charCodeAt(10) % (token.length - 3));
      const other = token[at] === 'a' ? 'b' : 'a';
      expect(isAppToken(token.slice(0, at) + other + token.slice(at + 1))).toBe(false);
    }
  });

  it.each(['', 'gh_', 'gh_abc', `gh_${'a'.repeat(49)}`, 'F'.repeat(64), ` ${newAppToken()}`])(
    'is not any other text: %j',
    (text) => {
      expect(isAppToken(text)).toBe(false);
    },
  );

  it("of the original service's form is one too", () => {
    expect(isAppToken('0123456789abcdef'.repeat(4))).toBe(true);
  });

  it('shows little of itself', () => {
    expect(shownPrefix(tokens[0]!)).toHaveLength(8);
  });
});
