import fc from 'fast-check';
import { isIP } from 'node:net';
import { clientAddress, parseTrustProxy, type TrustRule } from './client-address.js';

const rule = (text: string | undefined): TrustRule => {
  const parsed = parseTrustProxy(text);
  if (!parsed) throw new Error('not a rule');
  return parsed;
};

describe('the address of a client', () => {
  it('the client address is the peer, whatever it forwards, when no proxy is trusted', () => {
    for (const text of [undefined, '', '0', 'false', 'no']) {
      expect(clientAddress('192.0.2.1', '198.51.100.7', rule(text))).toBe('192.0.2.1');
    }
  });

  it('with a number of proxies, the client address is the entry that the outermost of them added', () => {
    const header = '203.0.113.9, 198.51.100.7, 10.0.0.2';
    expect(clientAddress('10.0.0.1', header, rule('1'))).toBe('10.0.0.2');
    expect(clientAddress('10.0.0.1', header, rule('2'))).toBe('198.51.100.7');
    expect(clientAddress('10.0.0.1', header, rule('3'))).toBe('203.0.113.9');
    expect(clientAddress('10.0.0.1', header, rule('9'))).toBe('203.0.113.9');
  });

  it('with trusted networks, the client address is the nearest untrusted one, and entries written by the client are ignored', () => {
    const trusted = rule('10.0.0.0/8, ::1');
    expect(clientAddress('10.1.1.1', '1.1.1.1, 198.51.100.7, 10.2.2.2', trusted)).toBe(
      '198.51.100.7',
    );
    expect(clientAddress('198.51.100.7', '1.1.1.1', trusted)).toBe('198.51.100.7');
    expect(clientAddress('::1', '2001:DB8::1', trusted)).toBe('2001:db8::1');
    expect(clientAddress('::ffff:10.1.1.1', '198.51.100.7', trusted)).toBe('198.51.100.7');
    expect(clientAddress('127.0.0.1', '198.51.100.7', rule('loopback'))).toBe('198.51.100.7');
  });

  it.each([
    ['a', '10.0.0.1'],
    ['', '10.0.0.1'],
    ['198.51.100.7, a', '10.0.0.1'],
    ['fe80::1%eth0', '10.0.0.1'],
    ['198.51.100.7, fe80::1%25eth0', '10.0.0.1'],
    ['unknown', '10.0.0.1'],
    ['_hidden', '10.0.0.1'],
    ['0x7f.1', '10.0.0.1'],
    ['1.2.3.4.5', '10.0.0.1'],
    ['198.51.100.7:4711', '198.51.100.7'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    [`${'1.1.1.1, '.repeat(2000)}198.51.100.7`, '198.51.100.7'],
    [`${'x'.repeat(10_000)}`, '10.0.0.1'],
    [`${','.repeat(10_000)}`, '10.0.0.1'],
  ])('no header makes the client address unknown: %.30s', (header, expected) => {
    expect(clientAddress('10.0.0.1', header, rule('10.0.0.1'))).toBe(expected);
  });

  it('the client address is a valid IP address for any input', () => {
    const headers = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())).map((list) => list.join(',')),
    );
    fc.assert(
      fc.property(
        fc.string(),
        headers,
        fc.constantFrom('', '1', '3', 'private', '0.0.0.0/1'),
        (peer, header, text) => {
          const address = clientAddress(peer, header, rule(text));
          return isIP(address) !== 0 && !address.includes('%');
        },
      ),
    );
  });

  it.each([
    'true',
    '*',
    '11',
    '-1',
    '1.5',
    '10.0.0.0/33',
    '10.0.0.0/0',
    'proxy.internal',
    '10.0.0.0/8/8',
    'fe80::%1/10',
  ])('TRUST_PROXY refuses a value that names no proxy: %s', (text) => {
    expect(parseTrustProxy(text)).toBeNull();
  });
});
