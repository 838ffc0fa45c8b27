import type { RateClassName } from '#libs/access';
import { InProcessEphemeral } from '#libs/ephemeral';
import { isAppError } from '#libs/kernel';
import { Metrics, StartNotices, Traces } from '#libs/operation';
import type { GatehouseReply, GatehouseRequest } from '#api/platform/http';
import { Buckets } from '#api/platform/rate-limit';
import { FakeClock } from '../../../../../libs/testing/src/fake-clock.js';
import { Admission } from './admission.service.js';
import { ArrivalLimits } from './arrival-limits.service.js';
import type { LoginLimitBypass, LoginLimits } from './login-limits.service.js';
import { NetworkLimits } from './network-limits.service.js';
import { RateLimitKeys } from './rate-limit-keys.service.js';
import { Rates } from './rates.service.js';

type Values = ConstructorParameters<typeof Rates>[0];
type Core = ConstructorParameters<typeof RateLimitKeys>[0];

const RATES = {
  enabled: true,
  per24: 2,
  loginPerAddress: '3/1h',
  loginPerAccount: '1/1h',
  tokenPerCredential: '2/1h',
  readPerAddress: '2/1h',
} as unknown as Values;

function setUp() {
  const rates = new Rates(RATES, new StartNotices());
  const clock = new FakeClock();
  const buckets = new Buckets(new InProcessEphemeral(clock), clock, new Traces());
  const keys = new RateLimitKeys({ secretKey: 'x'.repeat(40) } as unknown as Core);
  const admission = new Admission(new Metrics());
  const networks = new NetworkLimits(rates, buckets, keys, admission);
  const logins = { findDevice: async () => null } as unknown as LoginLimits;
  const bypass = { offer: () => undefined } as unknown as LoginLimitBypass;
  const parts = [rates, buckets, keys, admission, logins, bypass, networks] as const;
  return { arrivals: new ArrivalLimits(...parts), takeAll: jest.spyOn(buckets, 'takeAll') };
}

interface Sent {
  readonly ip?: string;
  readonly body?: object;
  readonly hasSolved?: boolean;
}

const requestOf = ({ ip = '192.0.2.1', body, hasSolved }: Sent) => {
  const client = { ip, ...(hasSolved && { mayPass: async () => true }) };
  return { client, body, params: {}, headers: {} } as unknown as GatehouseRequest;
};

/** Sends one; answers the limit that refused it, or `admitted`. */
async function send(arrivals: ArrivalLimits, rateClass: RateClassName, sent: Sent) {
  const headers: Record<string, string> = {};
  const reply = {
    getHeader: (name: string) => headers[name],
    header: (name: string, value: string) => (headers[name] = value),
  } as unknown as GatehouseReply;
  const request = requestOf(sent);
  try {
    await arrivals.count({ request, rateClass, countsAddress: rateClass !== 'token' }, reply);
    return 'admitted';
  } catch (error) {
    return isAppError(error) ? headers['ratelimit-limit'] : error;
  }
}

const login = (arrivals: ArrivalLimits, name: string, sent: Sent = {}) =>
  send(arrivals, 'login', { body: { email: `${name}@example.com` }, ...sent });

describe('limits at arrival', () => {
  it('a request is counted by its address, its network and its account in one step', async () => {
    const { arrivals, takeAll } = setUp();
    expect(await login(arrivals, 'anna')).toBe('admitted');
    expect(takeAll.mock.calls.map(([buckets]) => buckets.length)).toEqual([3]);
  });

  it('a request that the limit of its account refuses does not count against its address', async () => {
    const { arrivals } = setUp();
    const names = ['anna', 'anna', 'anna', 'anna', 'berta', 'carla', 'dora', 'anna'];
    const answers = [];
    for (const name of names) answers.push(await login(arrivals, name));
    // The last one is refused by both: the address is told.
    expect(answers).toEqual(['admitted', '1', '1', '1', 'admitted', 'admitted', '3', '3']);
  });

  it('a solved challenge passes the limits of the account and of the network, and not that of the address', async () => {
    const { arrivals } = setUp();
    const solved = (name: string) => login(arrivals, name, { ip: '192.0.2.9', hasSolved: true });
    for (const name of ['a', 'b', 'c']) await login(arrivals, name, { ip: '192.0.2.1' });
    for (const name of ['d', 'e', 'f']) await login(arrivals, name, { ip: '192.0.2.2' });
    expect(await login(arrivals, 'g', { ip: '192.0.2.9' })).toBe('6');
    expect(await solved('a')).toBe('admitted');
    expect(await solved('g')).toBe('admitted');
    expect(await solved('g')).toBe('admitted');
    expect(await solved('h')).toBe('3');
  });

  it('each secret that is shown has a bucket, and one that is shown twice counts once', async () => {
    const { arrivals, takeAll } = setUp();
    const show = (body: object) => send(arrivals, 'token', { body });
    expect(await show({ token: 'one', code: 'two' })).toBe('admitted');
    expect(takeAll.mock.calls[0]?.[0]).toHaveLength(2);
    expect(await show({ token: 'one', code: 'one' })).toBe('admitted');
    expect(await show({ code: 'one' })).toBe('2');
    expect(await show({ code: 'two' })).toBe('admitted');
  });

  it('a class that is counted coarsely is counted without a promise', async () => {
    const { arrivals, takeAll } = setUp();
    const [request, reply] = [
      requestOf({}),
      { getHeader: () => undefined, header: () => undefined },
    ];
    const arrival = { request, rateClass: 'read', countsAddress: true } as const;
    expect(arrivals.count(arrival, reply as unknown as GatehouseReply)).toBeUndefined();
    expect(await send(arrivals, 'read', {})).toBe('admitted');
    expect(await send(arrivals, 'read', {})).toBe('2');
    expect(takeAll).not.toHaveBeenCalled();
  });
});
