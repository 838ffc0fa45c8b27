import { FakeClock } from '../../../../../libs/testing/src/fake-clock.js';
import type { ProviderCalls } from '../calls/provider-calls.service.js';
import { Providers } from './providers.service.js';

const HOUR_SECONDS = 3600;

/** An unreachable provider, and whether a flow requested its metadata. */
function away() {
  const clock = new FakeClock();
  let asked = 0;
  const fetchOf = () => () => {
    asked += 1;
    return Promise.reject(new Error('connection refused'));
  };
  const values = { ISSUER: 'http://127.0.0.1:9', CLIENT_ID: 'id', CLIENT_SECRET: 'secret' };
  const config = { oidc: [{ name: 'CORP', values }] };
  const core = { baseUrl: 'http://gatehouse.test' };
  const calls = { fetchOf } as unknown as ProviderCalls;
  const providers = new Providers(calls, clock, config as never, core as never);
  const begin = async () => {
    const before = asked;
    await expect(providers.authenticate(providers.get('corp'), {} as never)).rejects.toThrow();
    return asked > before;
  };
  return { clock, begin };
}

describe('an unreachable provider', () => {
  it.each([0, -HOUR_SECONDS, HOUR_SECONDS])(
    'an unreachable provider is tried again after three seconds and not before, also when the clock was set by %d s',
    async (seconds) => {
      const { clock, begin } = away();
      expect(await begin()).toBe(true);
      clock.stepSeconds(seconds);
      clock.advanceSeconds(2);
      expect(await begin()).toBe(false);
      clock.advanceSeconds(1);
      expect(await begin()).toBe(true);
    },
  );
});
