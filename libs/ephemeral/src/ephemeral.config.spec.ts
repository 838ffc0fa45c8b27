import { ConfigError, loadConfig } from '#libs/config';
import { ephemeralConfig } from './ephemeral.config.js';
import { addressOf } from './redis/address.js';

const load = (environment: Record<string, string>) =>
  loadConfig(environment, [ephemeralConfig]).get(ephemeralConfig);
const address = (environment: Record<string, string>) => addressOf(load(environment));

const problemsOf = (environment: Record<string, string>): string[] => {
  try {
    load(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ name }) => name);
  }
  return [];
};

describe('the address of Redis', () => {
  it('the address of Redis is absent when no setting gives a host or a URL', () => {
    expect(address({})).toBeNull();
    expect(address({ REDIS_PORT: '6379', REDIS_DB: '0' })).toBeNull();
  });

  it('the address of Redis is read from the variable names of the original project', () => {
    const settings = { REDIS_HOST: 'cache', REDIS_PORT: '6380 # ours', REDIS_DB: '2', REDIS_PASSWORD: 'p' }; // prettier-ignore
    expect(address(settings)).toMatchObject({
      kind: 'single',
      options: { host: 'cache', port: 6380, db: 2, password: 'p' },
    });
  });

  it('the address of Redis is read from REDIS_URL, which takes precedence over REDIS_HOST', () => {
    const settings = { REDIS_URL: 'rediss://me:p%40ss@[::1]:7000/3', REDIS_HOST: 'other' };
    expect(address(settings)).toMatchObject({
      kind: 'single',
      options: { host: '::1', port: 7000, db: 3, username: 'me', password: 'p@ss', tls: {} },
    });
    expect(address({ REDIS_URL: 'redis://cache', REDIS_PASSWORD: 'p' })).toMatchObject({
      options: { host: 'cache', port: 6379, db: 0, password: 'p' },
    });
  });

  it('the address of Redis is read from a list of sentinels or of cluster nodes', () => {
    expect(address({ REDIS_SENTINELS: 'a:1, b', REDIS_SENTINEL_NAME: 'm' })).toMatchObject({
      kind: 'sentinel',
      options: { name: 'm', sentinels: [{ host: 'a', port: 1 }, { host: 'b', port: 26379 }] }, // prettier-ignore
    });
    expect(address({ REDIS_CLUSTER_NODES: 'a:1,b' })).toMatchObject({
      kind: 'cluster',
      nodes: [{ host: 'a', port: 1 }, { host: 'b', port: 6379 }], // prettier-ignore
    });
  });

  it.each(['redis://cache', 'cache:6380', '[::1]', 'user@cache', 'tcp://10.0.0.1:6379'])(
    'the address of Redis is refused when REDIS_HOST is %s, which is not a host name',
    (REDIS_HOST) => {
      expect(problemsOf({ REDIS_HOST })).toEqual(['REDIS_HOST']);
      expect(problemsOf({ REDIS_HOST, REDIS_URL: 'redis://a' })).toEqual([]);
    },
  );

  it.each(['cache.example.com', 'my_cache', '10.0.0.1', '::1', 'fe80::1%eth0', '/run/redis.sock'])(
    'REDIS_HOST may be %s',
    (REDIS_HOST) => {
      expect(problemsOf({ REDIS_HOST })).toEqual([]);
    },
  );

  it('a set REDIS_DB beside REDIS_URL gives a warning that it is not read', () => {
    const { notices } = loadConfig({ REDIS_URL: 'redis://a', REDIS_DB: '3' }, [ephemeralConfig]);
    expect(notices).toEqual([expect.stringMatching(/^REDIS_DB is not read beside REDIS_URL/)]);
  });

  it('the address of Redis is refused when it is given in two ways or not as host:port', () => {
    expect(problemsOf({ REDIS_URL: 'redis://a', REDIS_SENTINELS: 'b' })).toEqual([
      'REDIS_SENTINELS',
    ]);
    expect(problemsOf({ REDIS_CLUSTER_NODES: 'a:b:c' })).toEqual(['REDIS_CLUSTER_NODES']);
    expect(problemsOf({ REDIS_URL: 'http://a' })).toEqual(['REDIS_URL']);
  });
});
