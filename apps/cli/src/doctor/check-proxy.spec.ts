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

/** As a proxy that appends to the header passes it on, and as one that replaces it. */
const appended = (...addresses: string[]) => [FORGED, ...addresses].join(', ');
const replaced = (...addresses: string[]) => addresses.join(', ');

describe('What the server sees of a request with an invented sender', () => {
  it.each([
    ['that replaces the header', '1', replaced(THIS_HOST), THIS_HOST],
    ['that appends to the header', '1', appended(THIS_HOST), THIS_HOST],
    ['that replaces the header, by its network', 'loopback', replaced(THIS_HOST), THIS_HOST],
    ['that appends to the header, by its network', 'loopback', appended(THIS_HOST), FORGED],
  ])(
    'is in order behind a trusted proxy on the host of the doctor %s',
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
    'is in order where doctor and proxy share a host that is not the one of the server: it %s, TRUST_PROXY=%s',
    (_how, trustProxy, forwarded_for, address) => {
      expect(judged(trustProxy, { address, forwarded_for })).toMatch(/^ok: /);
    },
  );

  it('is in order without a proxy, and behind a trusted one elsewhere', () => {
    const direct = { address: ELSEWHERE, peer: ELSEWHERE, peer_port: PORT };
    expect(judged('', direct)).toMatch(/^ok: /);
    const proxied = { address: ELSEWHERE, forwarded_for: appended(ELSEWHERE) };
    for (const rule of ['1', PROXY]) expect(judged(rule, proxied)).toMatch(/^ok: /);
  });

  it('is in order behind two proxies that are counted, or named', () => {
    const two = { forwarded_for: appended(ELSEWHERE, '10.0.0.1'), address: ELSEWHERE };
    for (const rule of ['2', '10.0.0.0/24']) expect(judged(rule, two)).toMatch(/^ok: /);
  });

  it('shows a client whose word is believed', () => {
    const believed = { address: FORGED, peer: ELSEWHERE, peer_port: PORT };
    expect(judged('1', believed)).toMatch(/^problem: A client chooses its own address/);
    // A proxy that leaves the header as it came.
    const passed = { address: FORGED, forwarded_for: FORGED };
    expect(judged(PROXY, passed)).toMatch(/^problem: A client chooses its own address/);
    expect(judged('1', { address: FORGED, forwarded_for: `${FORGED}, ${FORGED}` })).toMatch(
      /^problem: A client chooses its own address/,
    );
    // More proxies are counted than there are.
    const counted = { address: FORGED, forwarded_for: appended(ELSEWHERE) };
    expect(judged('2', counted)).toMatch(/^problem: A client chooses its own address/);
    // Whatever the environment of the doctor says.
    expect(judged('', believed)).toMatch(/^problem: A client chooses its own address/);
  });

  it('shows a proxy that nobody trusts', () => {
    const seen = { address: PROXY, forwarded_for: appended(ELSEWHERE) };
    expect(judged('', seen)).toMatch(/^problem: A proxy stands before the server, and none .*10\.0\.0\.2/); // prettier-ignore
  });

  it('shows a proxy that is not among the trusted ones, and names it', () => {
    const seen = { address: PROXY, forwarded_for: appended(ELSEWHERE) };
    expect(judged('loopback', seen)).toMatch(/^problem: .*TRUST_PROXY does not .*10\.0\.0\.2/);
    const second = { address: '10.9.9.9', forwarded_for: appended(ELSEWHERE, '10.9.9.9') };
    expect(judged('1', second)).toMatch(/^problem: .*TRUST_PROXY does not .*10\.9\.9\.9/);
  });

  it.each([null, '', 'unknown'])(
    'shows a trusted proxy that does not tell the client, but %p',
    (forwarded_for) => {
      const seen = { address: PROXY, forwarded_for };
      expect(judged('1', seen)).toMatch(/^problem: .*no X-Forwarded-For .*10\.0\.0\.2/);
    },
  );

  it('shows trust in a proxy that is not there', () => {
    const direct = { address: ELSEWHERE, peer: ELSEWHERE, peer_port: PORT };
    expect(judged(PROXY, direct)).toMatch(/^warning: .*leads past any proxy/);
    // Of this machine alone the claims are believed, as of any proxy.
    const local = { address: FORGED, peer: THIS_HOST, peer_port: PORT };
    expect(judged('loopback', local)).toMatch(/^warning: .*leads past any proxy/);
  });

  it('shows a network that has clients in it beside the proxy', () => {
    const seen = { address: FORGED, forwarded_for: appended('10.0.0.9') };
    expect(judged('private', seen)).toMatch(/^warning: .*10\.0\.0\.9.*every client/);
  });

  it('shows a server that was started with another TRUST_PROXY', () => {
    const seen = { address: PROXY, forwarded_for: replaced(ELSEWHERE) };
    expect(judged(PROXY, seen)).toMatch(/^problem: .*another TRUST_PROXY/);
  });

  it('is guessed at where the server does not tell, and no more is said than is known', () => {
    expect(unseen('https://id.example.com', false).status).toBe('problem');
    for (const base of ['http://127.0.0.1:5000', 'https://id.example.com']) {
      const { status, finding } = unseen(base, true);
      expect([status, finding]).toEqual(['warning', 'The server was not asked what it sees']);
    }
  });
});
