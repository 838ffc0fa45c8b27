import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { anyCharacter } from '../../../../libs/testing/src/any-character.js';
import { newId } from '#libs/kernel';
import { parseRefreshToken, RefreshTokens } from './refresh-token.js';

const tokens = new RefreshTokens('a-server-secret-of-more-than-32-characters');
const session = { id: newId(), secret: randomBytes(32) };

const isOurs = (token: string): boolean => {
  const parts = parseRefreshToken(token);
  return parts?.sessionId === session.id && tokens.isOurs(parts, session.secret);
};

describe('a refresh token', () => {
  it('a refresh token names its session and its generation', () => {
    const parts = parseRefreshToken(tokens.make(session, 7));
    expect(parts).toMatchObject({ sessionId: session.id, generation: 7 });
  });

  it('a refresh token of ours is recognised', () => {
    expect(isOurs(tokens.make(session, 0))).toBe(true);
    expect(isOurs(tokens.make(session, 2_147_483_647))).toBe(true);
  });

  it('a generation has one refresh token, and the next another', () => {
    expect(tokens.make(session, 3)).toBe(tokens.make(session, 3));
    expect(tokens.make(session, 3).split('.')[2]).not.toBe(tokens.make(session, 4).split('.')[2]);
  });

  it('a refresh token is not valid for another generation', () => {
    const [id, , mac] = tokens.make(session, 3).split('.');
    expect(isOurs(`${id}.4.${mac}`)).toBe(false);
  });

  it('a refresh token is not valid under another server secret or session secret', () => {
    const elsewhere = new RefreshTokens('another-secret-of-more-than-32-characters');
    expect(isOurs(elsewhere.make(session, 0))).toBe(false);
    expect(isOurs(tokens.make({ ...session, secret: randomBytes(32) }, 0))).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['three dots', '...'],
    ['a JWT', 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
    ['a sign', tokens.make(session, 1).replace('.1.', '.+1.')],
    ['a leading zero', tokens.make(session, 1).replace('.1.', '.01.')],
    ['a generation past 32 bits', tokens.make(session, 1).replace('.1.', '.4294967297.')],
    ['white space before it', ` ${tokens.make(session, 1)}`],
    ['a line end behind it', `${tokens.make(session, 1)}\n`],
    ['padding', `${tokens.make(session, 1)}=`],
    ['a fourth part', `${tokens.make(session, 1)}.x`],
  ])('a refresh token with %s is not one of ours', (_what, token) => {
    expect(parseRefreshToken(token)).toBeNull();
  });

  it('a refresh token with any changed character is not one of ours', () => {
    const token = tokens.make(session, 5);
    const anyPlace = fc.integer({ min: 0, max: token.length - 1 });
    fc.assert(
      fc.property(anyPlace, fc.constantFrom(...'ABab019-_.='), (at, char) => {
        fc.pre(token[at] !== char);
        return !isOurs(token.slice(0, at) + char + token.slice(at + 1));
      }),
    );
  });

  it('a refresh token that is cut or changed in case is not one of ours', () => {
    const token = tokens.make(session, 5);
    for (let length = 0; length < token.length; length += 1) {
      expect(isOurs(token.slice(0, length))).toBe(false);
    }
    expect(isOurs(token.toUpperCase())).toBe(false);
    expect(isOurs(token.toLowerCase())).toBe(false);
  });

  it('parsing a refresh token from any text throws nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 120 }), (text) => !isOurs(text)),
    );
  });
});
