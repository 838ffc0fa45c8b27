import { sha256 } from '#libs/kernel';
import { isAppToken, judgeToken, newAppToken, shownPrefix, toPrincipal } from './app-token.js';
import type { TokenState } from './app-tokens.store.js';

describe('the form of an application token', () => {
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

const NOW = Date.parse('2026-06-01T12:00:00Z');
const minutes = (count: number) => new Date(NOW + count * 60_000);
const hash = sha256('present');
const previous = sha256('previous');

const aState = (more: Partial<TokenState> = {}): TokenState => ({
  id: 'token',
  name: 'orders in production',
  tokenHash: hash,
  previousHash: null,
  previousExpiresAt: null,
  scopes: ['orders:ship'],
  allowedNetworks: [],
  isActive: true,
  expiresAt: null,
  serviceId: 'orders',
  serviceName: 'orders',
  serviceDescription: null,
  serviceCreatedAt: minutes(-9),
  serviceUpdatedAt: minutes(-9),
  serviceIsActive: true,
  ...more,
});
const judge = (state: TokenState | null, shown: Partial<Parameters<typeof judgeToken>[1]> = {}) =>
  judgeToken(state, { hash, ip: '192.0.2.7', nowMs: NOW, ...shown });

describe('whether an application token is good', () => {
  it('an application token without an end is good', () => {
    expect(judge(aState())).toEqual({ state: aState(), expiresAt: null });
  });

  it.each([
    ['is unknown', null],
    ['is revoked', aState({ isActive: false })],
    ['belongs to an inactive service', aState({ serviceIsActive: false })],
    ['ends at this moment', aState({ expiresAt: minutes(0) })],
    ['has another value', aState({ tokenHash: sha256('other') })],
    ['is shown from another network', aState({ allowedNetworks: ['198.51.100.0/24'] })],
  ])('an application token is bad when it %s', (_what, state) => {
    expect(judge(state)).toBeNull();
  });

  it('an application token is good from its networks, and wherever the asking service compares them itself', () => {
    const state = aState({ allowedNetworks: ['192.0.2.0/24'] });
    expect(judge(state)).not.toBeNull();
    expect(judge(state, { ip: '198.51.100.7' })).toBeNull();
    expect(judge(state, { ip: null })).not.toBeNull();
  });

  it.each([
    ['the end of its overlap', null, minutes(5), minutes(5)],
    ['the end of the token when that is sooner', minutes(3), minutes(5), minutes(3)],
  ])(
    'an application token is good by its previous value until %s',
    (_what, end, overlap, expiresAt) => {
      const state = aState({
        previousHash: previous,
        previousExpiresAt: overlap,
        expiresAt: end,
      });
      expect(judge(state, { hash: previous })?.expiresAt).toEqual(expiresAt);
      expect(judge(state)?.expiresAt).toEqual(end);
      expect(judge(state, { hash: previous, nowMs: expiresAt.getTime() })).toBeNull();
    },
  );

  it('an application token is bad by its previous value without an overlap', () => {
    expect(judge(aState({ previousHash: previous }), { hash: previous })).toBeNull();
  });

  it('a good application token makes the principal of its service, with the end of the value that was shown', () => {
    const good = judge(aState({ expiresAt: minutes(3) }))!;
    expect(toPrincipal(good)).toMatchObject({
      tokenId: 'token',
      serviceId: 'orders',
      scopes: ['orders:ship'],
      expiresAt: minutes(3),
      service: { id: 'orders', isActive: true },
    });
  });
});
