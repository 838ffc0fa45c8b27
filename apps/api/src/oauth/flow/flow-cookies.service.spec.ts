import { FakeClock } from '../../../../../libs/testing/src/fake-clock.js';
import { FlowCookies, MAX_FLOWS } from './flow-cookies.service.js';
import { FLOW_SECONDS, type Flow } from './flow.js';

const HTTPS = 'https://auth.example.test';

/** A browser that keeps what it is told to. */
class Jar {
  readonly cookies = new Map<string, string>();

  take(lines: readonly string[]): void {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }

  get header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

describe('the cookies of flows', () => {
  const clock = new FakeClock();
  const cookiesOf = (appBaseUrl: string, secretKey = 'k'.repeat(40)) =>
    new FlowCookies({ appBaseUrl, secretKey, port: 5000 } as never, clock);
  const cookies = cookiesOf(HTTPS);

  let count = 0;
  const aFlow = (change: Partial<Flow> = {}): Flow => ({
    provider: 'google',
    purpose: { kind: 'sign-in' },
    state: `state-${(count += 1)}`,
    nonce: 'n',
    expiresAtMs: clock.nowMs() + FLOW_SECONDS * 1000,
    session: { verifier: 'v'.repeat(43) },
    ...change,
  });
  const begun = (jar: Jar, change: Partial<Flow> = {}): Flow => {
    clock.advanceSeconds(1);
    const flow = aFlow(change);
    jar.take(cookies.write(jar.header, flow, false));
    return flow;
  };
  const isThere = (jar: Jar, { state, provider }: Flow) =>
    cookies.find(jar.header, state, provider) !== null;

  it('flow cookies are bound to the host and to an encrypted connection', () => {
    const [line = ''] = cookies.write(undefined, aFlow(), false);
    expect(line).toMatch(/^__Host-gatehouse_oauth_[\w-]{16}=[\w-]+; Path=\/; Max-Age=600; /);
    expect(line).toMatch(/; HttpOnly; SameSite=Lax; Secure$/);
    expect(line).not.toMatch(/Domain/);
  });

  it('flow cookies are sent with a cross-site form only where a provider answers by one', () => {
    expect(cookies.write(undefined, aFlow(), true)[0]).toMatch(/SameSite=None; Secure$/);
  });

  it('flow cookies have no name prefix without encryption', () => {
    const [line] = cookiesOf('http://localhost:5000').write(undefined, aFlow(), true);
    expect(line).toMatch(/^gatehouse_oauth_[\w-]{16}=.*SameSite=Lax$/);
  });

  it.each([
    ['http://host.test/auth', '/auth'],
    ['http://host.test/a/b/', '/a/b'],
    ['http://host.test', '/'],
    ['https://host.test/auth', '/'],
  ])('flow cookies of %s have the path %s', (address, path) => {
    const flow = aFlow();
    const [line] = cookiesOf(address).write(undefined, flow, false);
    for (const each of [line, cookiesOf(address).clear(flow.state)]) {
      expect(each).toContain(`; Path=${path};`);
    }
  });

  it('flow cookies open for their own state and provider only', () => {
    const jar = new Jar();
    const [first, second] = [begun(jar), begun(jar)];
    expect(cookies.find(`other=1; ${jar.header}`, first.state, 'google')).toEqual(first);
    expect(cookies.find(jar.header, second.state, 'google')).toEqual(second);
    expect(cookies.find(jar.header, first.state, 'discord')).toBeNull();
    expect(cookies.find(jar.header, 'another', 'google')).toBeNull();
    expect(cookies.find(jar.header, undefined, 'google')).toBeNull();
    expect(cookies.find(undefined, first.state, 'google')).toBeNull();
  });

  it('flow cookies do not open with the value of another flow', () => {
    const jar = new Jar();
    const [first, second] = [begun(jar), begun(jar)];
    const [[a = '', ofFirst = ''] = [], [b = '', ofSecond = ''] = []] = [...jar.cookies];
    const swapped = `${a}=${ofSecond}; ${b}=${ofFirst}`;
    expect(cookies.find(swapped, first.state, 'google')).toBeNull();
    expect(cookies.find(swapped, second.state, 'google')).toBeNull();
  });

  it('flow cookies open with their own secret only, and unaltered', () => {
    const jar = new Jar();
    const { state } = begun(jar);
    const other = cookiesOf(HTTPS, 'j'.repeat(40));
    expect(other.find(jar.header, state, 'google')).toBeNull();
    const altered = `${jar.header.slice(0, -4)}${jar.header.endsWith('AAAA') ? 'EEEE' : 'AAAA'}`;
    expect(cookies.find(altered, state, 'google')).toBeNull();
  });

  it('flow cookies do not open after their expiry', () => {
    const jar = new Jar();
    const flow = begun(jar);
    clock.advanceSeconds(FLOW_SECONDS);
    expect(isThere(jar, flow)).toBe(false);
  });

  it('flow cookies do not disclose their content', () => {
    expect(cookies.write(undefined, aFlow(), false).join()).not.toMatch(/verifier|google|state/);
  });

  it('flow cookies are cleared one by one', () => {
    const jar = new Jar();
    const [first, second] = [begun(jar), begun(jar)];
    jar.take([cookies.clear(first.state)]);
    expect([isThere(jar, first), isThere(jar, second)]).toEqual([false, true]);
  });

  it(`flow cookies are ${MAX_FLOWS} at most: one more deletes the oldest`, () => {
    const jar = new Jar();
    const flows = Array.from({ length: MAX_FLOWS + 3 }, () => begun(jar));
    expect(jar.cookies.size).toBe(MAX_FLOWS);
    expect(flows.map((flow) => isThere(jar, flow))).toEqual([
      ...[false, false, false],
      ...Array<boolean>(MAX_FLOWS).fill(true),
    ]);
  });

  it('expired and foreign flow cookies are deleted before those of open flows', () => {
    const jar = new Jar();
    const old = begun(jar);
    jar.cookies.set('__Host-gatehouse_oauth_AAAAAAAAAAAAAAAA', 'forged');
    clock.advanceSeconds(FLOW_SECONDS);
    const flows = Array.from({ length: MAX_FLOWS }, () => begun(jar));
    expect(jar.cookies.size).toBe(MAX_FLOWS);
    expect(isThere(jar, old)).toBe(false);
    expect(flows.every((flow) => isThere(jar, flow))).toBe(true);
  });

  it('flow cookies keep the header of a request under six kilobytes, whatever applications request', () => {
    const jar = new Jar();
    const purpose = { kind: 'sign-in', appState: 's'.repeat(1500) } as const;
    const flows = Array.from({ length: MAX_FLOWS }, () => begun(jar, { purpose }));
    expect(jar.header.length).toBeLessThanOrEqual(6144);
    expect(jar.cookies.size).toBeGreaterThan(1);
    expect(isThere(jar, flows.at(-1)!)).toBe(true);
  });

  it('flow cookies that a browser would not store are refused when the flow begins', () => {
    const purpose = { kind: 'sign-in', appState: '\u0000'.repeat(600) } as const;
    expect(() => cookies.write(undefined, aFlow({ purpose }), false)).toThrow(/state/);
  });

  it('flow cookies that an attacker planted in any number are answered with a few lines', () => {
    const planted = Array.from(
      { length: 400 },
      (_, index) => `__Host-gatehouse_oauth_${String(index).padStart(16, '0')}=x`,
    );
    expect(cookies.write(planted.join('; '), aFlow(), false).length).toBeLessThanOrEqual(17);
  });
});
