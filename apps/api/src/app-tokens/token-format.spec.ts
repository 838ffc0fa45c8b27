import { isAppToken, newAppToken, shownPrefix } from './token-format.js';

describe('an application token', () => {
  const tokens = Array.from({ length: 2000 }, newAppToken);

  it('a new application token has the form of one and is unique', () => {
    expect(tokens.every(isAppToken)).toBe(true);
    expect(new Set(tokens).size).toBe(tokens.length);
  });

  it('an application token with a mistyped character does not have the form of one', () => {
    for (const token of tokens.slice(0, 100)) {
      const at = 3 + (token.charCodeAt(10) % (token.length - 3));
      const other = token[at] === 'a' ? 'b' : 'a';
      expect(isAppToken(token.slice(0, at) + other + token.slice(at + 1))).toBe(false);
    }
  });

  it.each(['', 'gh_', 'gh_abc', `gh_${'a'.repeat(49)}`, 'F'.repeat(64), ` ${newAppToken()}`])(
    'this text does not have the form of an application token: %j',
    (text) => {
      expect(isAppToken(text)).toBe(false);
    },
  );

  it('a token of the original service has the form of an application token', () => {
    expect(isAppToken('0123456789abcdef'.repeat(4))).toBe(true);
  });

  it('the prefix of an application token that is shown later is short', () => {
    expect(shownPrefix(tokens[0]!)).toHaveLength(8);
  });
});
