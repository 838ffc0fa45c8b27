import { HostNames, readHostName } from './host-names.js';

describe('an entry of CAPTCHA_HOSTNAMES', () => {
  it.each([
    ['app.example.com', 'app.example.com'],
    ['App.Example.com', 'app.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['localhost', 'localhost'],
    ['*.Example.com', '*.example.com'],
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '[::1]'],
  ])('%s is read as %s, as vendors write it', (entry, value) => {
    expect(readHostName(entry)).toEqual({ value });
  });

  it.each([
    ['https://app.example.com', /without https/],
    ['app.example.com/', /without https/],
    ['app.example.com:443', /without a port/],
    ['*', /must be a host/],
    ['*.com', /domain of its own/],
    ['app.*.com', /must be a host/],
    ['anna@example.com', /must be a host/],
  ])('%s is refused, because it could never match', (entry, why) => {
    expect(readHostName(entry)).toEqual({ problem: expect.stringMatching(why) });
  });

  // `URL.canParse` of Node.js 20 answers false for it once its caller is compiled.
  it('with a letter beyond ASCII is also read by compiled code', () => {
    const answers = Array.from({ length: 20_000 }, () => readHostName('bücher.example'));
    expect(answers.filter((answer) => 'problem' in answer)).toEqual([]);
  });

  it('with a * matches exactly one label', () => {
    const hosts = new HostNames(['*.example.com', 'example.org']);
    for (const host of ['app.example.com', 'APP.example.com', 'example.org'])
      expect(hosts.has(host)).toBe(true);
    for (const host of [
      'example.com',
      'a.b.example.com',
      '.example.com',
      '*.example.com',
      'com',
      '',
    ])
      expect(hosts.has(host)).toBe(false);
  });
});
