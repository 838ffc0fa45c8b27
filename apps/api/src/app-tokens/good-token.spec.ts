import { sha256 } from '#libs/kernel';
import type { TokenState } from './app-tokens.store.js';
import { judgeToken, toPrincipal } from './good-token.js';

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

describe('an application token', () => {
  it('an application token without an end is good', () => {
    expect(judge(aState())).toEqual({ state: aState(), expiresAt: null });
  });

  it.each([
    ['is unknown', null],
    ['is revoked', aState({ isActive: false })],
    ['belongs to an inactive service', aState({ serviceIsActive: false })],
    ['ends this very moment', aState({ expiresAt: minutes(0) })],
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
