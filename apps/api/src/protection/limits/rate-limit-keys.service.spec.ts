import { KeyedHash } from '#libs/kernel';
import type { GatehouseRequest } from '#api/platform/http';
import { RateLimitKeys } from './rate-limit-keys.service.js';

type Core = ConstructorParameters<typeof RateLimitKeys>[0];

const from = (ip: string) => ({ client: { ip } }) as unknown as GatehouseRequest;

describe('the keys of an address', () => {
  const keys = new RateLimitKeys({ secretKey: 'x'.repeat(40) } as unknown as Core);

  afterEach(() => jest.restoreAllMocks());

  it('an address is hashed once, however often a request asks for its keys', () => {
    const hashed = jest.spyOn(KeyedHash.prototype, 'nameOf');
    const first = keys.ofNetworks(from('2001:db8::1'));
    expect(first.map(({ level }) => level)).toEqual(['64', '56', '48']);
    expect(keys.ofNetworks(from('2001:db8::1'))).toBe(first);
    expect(hashed).toHaveBeenCalledTimes(3);
  });

  it('the keys of an address do not contain it, and the number of remembered ones is bounded', () => {
    for (let index = 0; index < 10_000; index += 1) {
      const [own] = keys.ofNetworks(from(`10.0.${index >> 8}.${index & 255}`));
      expect(own?.subject).not.toContain('10.0.');
    }
    const { networks } = keys as unknown as { networks: Map<string, unknown> };
    expect(networks.size).toBeLessThanOrEqual(4_096);
  });
});
