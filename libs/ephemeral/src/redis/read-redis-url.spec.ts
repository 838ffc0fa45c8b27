import { ConnectionStringError } from '#libs/migrator';
import { readRedisUrl } from './read-redis-url.js';

const messageOf = (text: string): string => {
  try {
    readRedisUrl(text);
    return '';
  } catch (error) {
    if (error instanceof ConnectionStringError) return error.message;
    throw error;
  }
};

describe('a Redis URL', () => {
  it.each([
    ['redis://h', { kind: 'single', nodes: [{ host: 'h', port: 6379 }], isTls: false }],
    ['rediss://h:7/2', { nodes: [{ host: 'h', port: 7 }], isTls: true, db: 2 }],
    ['valkeys://h', { isTls: true }],
    ['redis://h?db=3', { db: 3 }],
    ['redis://[::1]:7', { nodes: [{ host: '::1', port: 7 }] }],
    ['redis://anna@h', { username: 'anna', password: undefined }],
    ['redis://:p@h', { username: undefined, password: 'p' }],
    ['redis://h?ssl_cert_reqs=none', { verify: false }],
    ['unix:///run/redis/r.sock?db=1', { kind: 'socket', path: '/run/redis/r.sock', db: 1 }],
    ['redis+unix://:p@/run/r.sock', { kind: 'socket', path: '/run/r.sock', password: 'p' }],
    ['redis+sentinel://a,b:7/main/2', { kind: 'sentinel', sentinelName: 'main', db: 2, nodes: [{ host: 'a', port: 26379 }, { host: 'b', port: 7 }] }],
    ['rediss+sentinel://u:p@a/main?sentinel_password=s', { isTls: true, username: 'u', password: 'p', sentinelPassword: 's' }],
    ['redis+cluster://a:1,b', { kind: 'cluster', nodes: [{ host: 'a', port: 1 }, { host: 'b', port: 6379 }] }],
  ])('the Redis URL %s is read', (text, expected) => expect(readRedisUrl(text)).toMatchObject(expected)); // prettier-ignore

  it.each(['a#b', 'a/b', 'a@b', 'a:b', 'a?b', '100%', 'a%b/c#d@e?f:g'])(
    'a Redis URL may contain the password %s without percent-encoding',
    (password) => {
      const { nodes, ...rest } = readRedisUrl(`redis://anna:${password}@cache:6380/1`);
      expect(rest).toMatchObject({ username: 'anna', password, db: 1 });
      expect(nodes).toEqual([{ host: 'cache', port: 6380 }]);
    },
  );

  it.each([
    ['redis://u:a%41%@h', 'percent-encode'],
    ['redis://h/x', 'number of a database'],
    ['redis://h?timeout=1', '"timeout"'],
    ['redis://a,b', 'redis+sentinel://'],
    ['redis+cluster://a/1', 'database number'],
    ['unix://h', 'path of a socket'],
    ['http://h', 'begins with redis://'],
    ['redis://h:99999', 'host:port'],
    ['redis://h?ssl_cert_reqs=maybe', 'ssl_cert_reqs'],
  ])('the Redis URL %s is refused', (text, why) => expect(messageOf(text)).toContain(why));
});
