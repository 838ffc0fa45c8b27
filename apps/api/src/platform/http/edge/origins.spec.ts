import { Origins, readOrigin } from './origins.js';

describe('an entry of CORS_ORIGINS', () => {
  it.each([
    ['https://app.example.com', 'https://app.example.com'],
    ['https://App.Example.com/', 'https://app.example.com'],
    ['HTTPS://app.example.com:443', 'https://app.example.com'],
    ['http://localhost:80', 'http://localhost'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['https://*.example.com', 'https://*.example.com'],
    ['https://*.Example.com:443/', 'https://*.example.com'],
    ['https://*.example.com:8443', 'https://*.example.com:8443'],
    ['*', '*'],
  ])('the entry %s of CORS_ORIGINS is read as %s, as browsers send it', (entry, value) => {
    expect(readOrigin(entry)).toEqual({ value });
  });

  it('an origin with non-ASCII letters is read the same each time', () => {
    const values = Array.from({ length: 30_000 }, () => readOrigin('https://bücher.example'));
    expect(new Set(values.map((one) => JSON.stringify(one))).size).toBe(1);
  });

  it.each([
    ['app.example.com', /must begin with/],
    ['//app.example.com', /must begin with/],
    ['capacitor://localhost', /must begin with/],
    ['file:///tmp/x', /must begin with/],
    ['null', /sandboxed/],
    ['https://app.example.com/admin', /without a path/],
    ['https://app.example.com//', /without a path/],
    ['https://app.example.com?x=1', /without a query/],
    ['https://app.example.com/#', /without a query/],
    ['https://anna@app.example.com', /without a user/],
    ['https://', /must be an origin/],
    ['https://a b', /must be an origin/],
    ['https://app.example.com:99999', /must be an origin/],
    ['https:\\\\app.example.com', /must begin with/],
    ['https://app.example.com\\x', /must be an origin/],
    ['http://*.example.com', /https:\/\/ alone/],
    ['http://*', /https:\/\/ alone/],
    ['https://*', /first label alone/],
    ['https://*.com', /domain of its own/],
    ['https://*.localhost', /domain of its own/],
    ['https://*.10.0.0.1', /must be an origin|domain of its own/],
    ['https://app.*.com', /first label alone/],
    ['https://*app.example.com', /first label alone/],
    ['https://*.*.example.com', /first label alone/],
    ['https://app.example.com:*', /first label alone/],
    ['https://*.example.com/path', /without a path/],
  ])('the entry %s of CORS_ORIGINS is refused, because it could never match', (entry, why) => {
    expect(readOrigin(entry)).toEqual({ problem: expect.stringMatching(why) });
  });
});

describe('a wildcard among the origins', () => {
  const origins = new Origins(['https://*.example.com', 'https://*.example.org:8443']);

  it.each([
    'https://app.example.com',
    'https://a-b.example.com',
    'https://xn--bcher-kva.example.com',
    'https://1.example.com',
    'https://app.example.org:8443',
  ])('a wildcard origin matches %s', (origin) => {
    expect(origins.has(origin)).toBe(true);
  });

  it.each([
    'https://example.com',
    'https://.example.com',
    'https://a.b.example.com',
    'http://app.example.com',
    'https://app.example.com.evil.test',
    'https://evil.test/.example.com',
    'https://evil.test?.example.com',
    'https://evil.test#.example.com',
    'https://evil:x.example.com',
    'https://evil@x.example.com',
    'https://appexample.com',
    'https://app.example.com:8443',
    'https://app.example.org',
    'https://*.example.com',
    'https://-a.example.com',
    'https://A.example.com',
    `https://${'a'.repeat(64)}.example.com`,
    'null',
    '',
  ])('a wildcard origin does not match %j', (origin) => {
    expect(origins.has(origin)).toBe(false);
  });

  it('a look-up among thousands of origins costs as much as among one', () => {
    const many = Array.from({ length: 4000 }, (_none, n) => `https://*.d${n}.example`);
    const asked: string[] = [];
    const has = Set.prototype.has;
    jest.spyOn(Set.prototype, 'has').mockImplementation(function (this: Set<unknown>, value) {
      asked.push(String(value));
      return has.call(this, value);
    });
    new Origins(many).has('https://nobody.test');
    expect(asked.length).toBeLessThan(5);
  });
});
