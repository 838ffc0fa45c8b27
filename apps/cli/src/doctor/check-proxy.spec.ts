import { parseTrustProxy, type Seen } from '#api/platform/http';
import { FORGED, judge, unseen } from './check-proxy.js';

const PORT = 40_000;
const ELSEWHERE = '198.51.100.7';
const THIS_HOST = '127.0.0.1';
const PROXY = '10.0.0.2';

const ruleOf = (text: string) => parseTrustProxy(text) ?? { kind: 'none' as const };
const judged = (trustProxy: string, seen: Partial<Seen>) => {
  const whole = { address: '', peer: PROXY, peer_port: PORT + 1, forwarded_for: FORGED, ...seen };
  const { status, finding } = judge(whole, ruleOf(trustProxy), PORT);
  return `${status}: ${finding}`;
};

/** The header that a proxy which appends to it passes on, and that of one which replaces it. */
const appended = (...addresses: string[]) => [FORGED, ...addresses].join(', ');
const replaced = (...addresses: string[]) => addresses.join(', ');

describe('the check of the proxies by a request with a forged address', () => {
  it.each([
    ['that replaces the header', '1', replaced(THIS_HOST), THIS_HOST],
    ['that appends to the header', '1', appended(THIS_HOST), THIS_HOST],
    ['that replaces the header, by its network', 'loopback', replaced(THIS_HOST), THIS_HOST],
    ['that appends to the header, by its network', 'loopback', appended(THIS_HOST), FORGED],
  ])(
    'a trusted proxy on the host of the doctor %s passes the check',
    (_what, trustProxy, forwarded_for, address) => {
      const seen = { address, peer: THIS_HOST, forwarded_for };
      expect(judged(trustProxy, seen)).toMatch(/^ok: /);
    },
  );

  it.each([
    ['replaces', '1', replaced(PROXY), PROXY],
    ['appends', '1', appended(PROXY), PROXY],
    ['replaces', PROXY, replaced(PROXY), PROXY],
    ['appends', PROXY, appended(PROXY), FORGED],
  ])(
    'a proxy that shares a host with the doctor but not with the server passes the check when it %s the header, TRUST_PROXY=%s',
    (_how, trustProxy, forwarded_for, address) => {
      expect(judged(trustProxy, { address, forwarded_for })).toMatch(/^ok: /);
    },
  );

  it('a server without a proxy passes the check, and so does one behind a trusted proxy elsewhere', () => {
    const direct = { address: ELSEWHERE, peer: ELSEWHERE, peer_port: PORT };
    expect(judged('', direct)).toMatch(/^ok: /);
    const proxied = { address: ELSEWHERE, forwarded_for: appended(ELSEWHERE) };
    for (const rule of ['1', PROXY]) expect(judged(rule, proxied)).toMatch(/^ok: /);
  });

  it('a server behind two proxies that TRUST_PROXY counts or names passes the check', () => {
    const two = { forwarded_for: appended(ELSEWHERE, '10.0.0.1'), address: ELSEWHERE };
    for (const rule of ['2', '10.0.0.0/24']) expect(judged(rule, two)).toMatch(/^ok: /);
  });

  it('a server that accepts the forged address of a client has a problem', () => {
    const believed = { address: FORGED, peer: ELSEWHERE, peer_port: PORT };
    expect(judged('1', believed)).toMatch(/^problem: A client chooses its own address/);
    // A proxy that passes the header on unchanged.
    const passed = { address: FORGED, forwarded_for: FORGED };
    expect(judged(PROXY, passed)).toMatch(/^problem: A client chooses its own address/);
    expect(judged('1', { address: FORGED, forwarded_for: `${FORGED}, ${FORGED}` })).toMatch(
      /^problem: A client chooses its own address/,
    );
    // TRUST_PROXY counts more proxies than exist.
    const counted = { address: FORGED, forwarded_for: appended(ELSEWHERE) };
    expect(judged('2', counted)).toMatch(/^problem: A client chooses its own address/);
    // With any TRUST_PROXY in the environment of the doctor.
    expect(judged('', believed)).toMatch(/^problem: A client chooses its own address/);
  });

  it('a proxy in front of a server without TRUST_PROXY is a problem', () => {
    const seen = { address: PROXY, forwarded_for: appended(ELSEWHERE) };
    expect(judged('', seen)).toMatch(/^problem: A proxy stands before the server, and none .*10\.0\.0\.2/); // prettier-ignore
  });

  it('a proxy that TRUST_PROXY does not cover is a problem, which names it', () => {
    const seen = { address: PROXY, forwarded_for: appended(ELSEWHERE) };
    expect(judged('loopback', seen)).toMatch(/^problem: .*TRUST_PROXY does not .*10\.0\.0\.2/);
    const second = { address: '10.9.9.9', forwarded_for: appended(ELSEWHERE, '10.9.9.9') };
    expect(judged('1', second)).toMatch(/^problem: .*TRUST_PROXY does not .*10\.9\.9\.9/);
  });

  it.each([null, '', 'unknown'])(
    'a trusted proxy that sends %p instead of the address of the client is a problem',
    (forwarded_for) => {
      const seen = { address: PROXY, forwarded_for };
      expect(judged('1', seen)).toMatch(/^problem: .*no X-Forwarded-For .*10\.0\.0\.2/);
    },
  );

  it('a TRUST_PROXY without a proxy is a warning', () => {
    const direct = { address: ELSEWHERE, peer: ELSEWHERE, peer_port: PORT };
    expect(judged(PROXY, direct)).toMatch(/^warning: .*leads past any proxy/);
    // The server trusts this machine alone, as it would trust a proxy.
    const local = { address: FORGED, peer: THIS_HOST, peer_port: PORT };
    expect(judged('loopback', local)).toMatch(/^warning: .*leads past any proxy/);
  });

  it('a trusted network that contains clients beside the proxy is a warning', () => {
    const seen = { address: FORGED, forwarded_for: appended('10.0.0.9') };
    expect(judged('private', seen)).toMatch(/^warning: .*10\.0\.0\.9.*every client/);
  });

  it('a server that was started with another TRUST_PROXY is a problem', () => {
    const seen = { address: PROXY, forwarded_for: replaced(ELSEWHERE) };
    expect(judged(PROXY, seen)).toMatch(/^problem: .*another TRUST_PROXY/);
  });

  it('a server that does not report what it saw gets a problem only where https proves a proxy, and otherwise a warning', () => {
    expect(unseen('https://id.example.com', false).status).toBe('problem');
    for (const base of ['http://127.0.0.1:5000', 'https://id.example.com']) {
      const { status, finding } = unseen(base, true);
      expect([status, finding]).toEqual(['warning', 'The server was not asked what it sees']);
    }
  });
});
