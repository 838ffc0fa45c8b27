import { FlowCookie } from './flow-cookie.service.js';
import type { Flow } from './flow.js';

const flow: Flow = {
  provider: 'google',
  purpose: { kind: 'sign-in' },
  state: 's',
  nonce: 'n',
  expiresAtMs: 1,
  session: { verifier: 'v' },
};

const cookieOf = (appBaseUrl: string, secretKey = 'k'.repeat(40)) =>
  new FlowCookie({ appBaseUrl, secretKey, port: 5000 } as never);

const pairOf = (line: string) => line.slice(0, line.indexOf(';'));

describe('the cookie of a flow', () => {
  const cookie = cookieOf('https://auth.example.test');

  it('is bound to this very host and to an encrypted connection', () => {
    const line = cookie.write(flow, false);
    expect(line).toMatch(/^__Host-gatehouse_oauth=[\w-]+; Path=\/; Max-Age=600; HttpOnly; /);
    expect(line).toMatch(/SameSite=Lax; Secure$/);
    expect(line).not.toMatch(/Domain/);
  });

  it('comes along with a form from another site only where a provider answers so', () => {
    expect(cookie.write(flow, true)).toMatch(/SameSite=None; Secure$/);
  });

  it('has a plain name where there is no encryption', () => {
    expect(cookieOf('http://localhost:5000').write(flow, true)).toMatch(
      /^gatehouse_oauth=.*SameSite=Lax$/,
    );
  });

  it('opens for its own provider alone', () => {
    const sent = `other=1; ${pairOf(cookie.write(flow, false))}`;
    expect(cookie.read(sent, 'google')).toEqual(flow);
    expect(cookie.read(sent, 'discord')).toBeNull();
  });

  it('opens under its own secret alone, and when nothing was altered', () => {
    const sent = pairOf(cookie.write(flow, false));
    const other = cookieOf('https://auth.example.test', 'j'.repeat(40));
    expect(other.read(sent, 'google')).toBeNull();
    expect(
      cookie.read(`${sent.slice(0, -2)}${sent.endsWith('AA') ? 'EE' : 'AA'}`, 'google'),
    ).toBeNull();
    expect(cookie.read(`__Host-gatehouse_oauth=${'A'.repeat(5000)}`, 'google')).toBeNull();
    expect(cookie.read(undefined, 'google')).toBeNull();
  });

  it('tells nothing of its content', () => {
    expect(cookie.write(flow, false)).not.toMatch(/verifier|google/);
  });
});
