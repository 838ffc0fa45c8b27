import { isLocalRequest } from './local-mailbox.guard.js';

const from = (remoteAddress: string, host: string, headers: Record<string, string> = {}) =>
  isLocalRequest({ remoteAddress, headers: { host, ...headers } });

describe('a request to the mailbox', () => {
  it.each([
    ['127.0.0.1', 'localhost:5000'],
    ['127.0.0.1', '127.0.0.1'],
    ['127.8.9.1', 'app.localhost:80'],
    ['::1', '[::1]:5000'],
    ['::ffff:127.0.0.1', 'LOCALHOST:5000'],
  ])('a request from %s to %s is local', (peer, host) => {
    expect(from(peer, host)).toBe(true);
  });

  it.each([
    ['10.0.0.2', 'localhost:5000'],
    ['::ffff:10.0.0.2', 'localhost'],
    ['127.0.0.1', 'auth.example.com'],
    ['127.0.0.1', 'localhost.example.com'],
    ['127.0.0.1', '127.0.0.1.example.com'],
    ['127.0.0.1', 'evil.com#localhost'],
    ['127.0.0.1', 'localhost@evil.com'],
    ['127.0.0.1', ''],
    ['', 'localhost'],
    ['1127.0.0.1', 'localhost'],
  ])('a request from %j to %j is not local', (peer, host) => {
    expect(from(peer, host)).toBe(false);
  });

  it.each(['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])(
    'a request with the header %s is not local',
    (name) => {
      expect(from('127.0.0.1', 'localhost', { [name]: '127.0.0.1' })).toBe(false);
    },
  );
});
