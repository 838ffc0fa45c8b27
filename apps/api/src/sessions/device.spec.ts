import { describeDevice, toSeenFrom } from './device.js';

describe('the words for a device', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0',
      'Firefox 128 on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1',
      'Safari 17 on iOS',
    ],
    ['curl/8.5.0', 'curl 8'],
    ['python-requests/2.31.0', 'python-requests 2'],
  ])('of %s are %s', (userAgent, words) => {
    expect(describeDevice(userAgent)).toBe(words);
  });

  it.each([[null], [''], ['()'], ['<script>alert(1)</script>']])(
    'of %j there are none',
    (userAgent) => {
      expect(describeDevice(userAgent)).toBeNull();
    },
  );

  it('are found quickly in the worst of texts', () => {
    const started = performance.now();
    for (const piece of ['Mozilla/5.0 (', 'Version/', ' ', 'iPhone;', '((((', '1.1.']) {
      toSeenFrom({ ip: '127.0.0.1', requestId: 'r', userAgent: piece.repeat(10_000) });
    }
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('come with a text of bounded length', () => {
    const client = { ip: '127.0.0.1', requestId: 'r', userAgent: 'x'.repeat(5000) };
    expect(toSeenFrom(client).userAgent).toHaveLength(512);
  });
});
