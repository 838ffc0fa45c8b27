import { FakeClock, startTestApp, type Answer, type SmtpSink, type TestApp } from '#libs/testing';
import { Accounts, mailTo, type Account, type SignedIn } from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';

interface Device {
  readonly id: string;
  readonly name: string | null;
  readonly ip: string;
  readonly country: string | null;
  readonly current: boolean;
}

interface Held {
  readonly token: string;
  readonly device: string;
}

describe('devices', () => {
  const clock = new FakeClock('2026-03-01T00:00:00.000Z');
  let app: TestApp;
  let sink: SmtpSink;
  let accounts: Accounts;

  withFixture(async (opened) => {
    ({ app, accounts, sink } = await opened.appWithMail({
      env: { TRUST_PROXY: 'loopback' },
      clock,
    }));
  }, 90_000);

  const login = (
    { email, password }: Account,
    headers: Record<string, string> = {},
  ): Promise<Answer<SignedIn>> =>
    app.post('/api/auth/login', { email, password }, { headers: { 'user-agent': FIREFOX, ...headers } }); // prettier-ignore

  async function signIn(account: Account, headers: Record<string, string> = {}): Promise<Held> {
    const answer = await login(account, headers);
    expect(answer.status).toBe(200);
    return { token: answer.body.access_token, device: String(answer.headers['x-device-token']) };
  }

  const list = async ({ token, device }: Held) =>
    (
      await app.get<{ devices: Device[] }>('/api/auth/devices', {
        token,
        headers: { 'x-device-token': device },
      })
    ).body.devices;

  const mailsTo = (email: string) =>
    sink.mails.filter(({ recipients }) => recipients.includes(email));
  const riskOf = (account: Account) =>
    accounts.rows<{ risk: number; risk_reasons: string[] }>(
      'SELECT risk, risk_reasons FROM sessions WHERE user_id = $1 ORDER BY id DESC',
      [account.id],
    );

  it('The device list needs a signed-in user', async () => {
    expect((await app.get('/api/auth/devices')).status).toBe(401);
    expect((await app.delete(`/api/auth/devices/${crypto.randomUUID()}`)).status).toBe(401);
  });

  it('A device gets a credential at its first sign-in, as a cookie and as a header, and is known by either', async () => {
    const account = await accounts.create();
    const first = await login(account);
    const credential = String(first.headers['x-device-token']);
    const [cookie = ''] = first.headers['set-cookie'] ?? [];
    expect(cookie).toBe(
      `gatehouse_device=${credential}; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax`,
    );
    const byCookie = await login(account, { cookie: `a=b; gatehouse_device=${credential}` });
    const held = await signIn(account, { 'x-device-token': credential });
    expect(byCookie.headers['x-device-token']).toBe(credential);
    expect(await list(held)).toMatchObject([
      { name: 'Firefox 128 on Linux', ip: '127.0.0.1', country: null, current: true },
    ]);
    expect((await riskOf(account)).map(({ risk }) => risk)).toEqual([0, 0, 0]);
    expect(mailsTo(account.email)).toEqual([]);
  });

  it('The device cookie of an https installation cannot be set by another host', async () => {
    const secure = await startTestApp({ env: { APP_BASE_URL: 'https://auth.example.test' } });
    const own = new Accounts(secure.databaseUrl);
    try {
      const { email, password } = await own.create();
      const { headers } = await secure.post('/api/auth/login', { email, password });
      expect(headers['set-cookie']?.[0]).toMatch(
        /^__Host-gatehouse_device=.*; Path=\/;.*; Secure$/,
      );
    } finally {
      await own.close();
      await secure.close();
    }
  });

  it('A new device is mailed to the owner, the very first is not', async () => {
    const account = await accounts.create();
    const first = await signIn(account);
    await signIn(account, { 'user-agent': CHROME });
    const mail = await mailTo(sink, account.email, /new device/i);
    expect(mail.text).toContain('Chrome 126 on Windows, from 127.0.0.1');
    expect(mailsTo(account.email)).toHaveLength(1);
    expect(await list(first)).toHaveLength(2);
    expect(await riskOf(account)).toMatchObject([
      { risk: 25, risk_reasons: ['new_device'] },
      { risk: 0, risk_reasons: [] },
    ]);
  });

  it('Devices with the same name and place are mailed once a day', async () => {
    const account = await accounts.create();
    await signIn(account);
    for (let i = 0; i < 3; i += 1) await signIn(account);
    await mailTo(sink, account.email, /new device/i);
    expect(mailsTo(account.email)).toHaveLength(1);
    clock.advanceSeconds(86_401);
    await signIn(account);
    await mailTo(sink, account.email, /new device/i, 2);
  });

  it('A device with an invented, altered or foreign credential is new', async () => {
    const account = await accounts.create();
    const { device } = await signIn(account);
    const altered = `${device.startsWith('A') ? 'B' : 'A'}${device.slice(1)}`;
    const shown = [altered, `${device}x`, 'nonsense', `${'A'.repeat(43)}.${'A'.repeat(43)}`];
    for (const forged of shown) {
      const held = await signIn(account, { 'x-device-token': forged });
      expect(held.device).not.toBe(forged);
      expect((await riskOf(account))[0]?.risk_reasons).toContain('new_device');
    }
  });

  it('A device of one account is new to another, and known to both from then on', async () => {
    const [anna, bert] = [await accounts.create(), await accounts.create()];
    await signIn(bert);
    const { device } = await signIn(anna);
    const shared = await signIn(bert, { 'x-device-token': device });
    expect(shared.device).toBe(device);
    expect((await riskOf(bert))[0]?.risk_reasons).toEqual(['new_device']);
    await signIn(bert, { 'x-device-token': device });
    await signIn(anna, { 'x-device-token': device });
    expect((await riskOf(bert))[0]?.risk).toBe(0);
    expect((await riskOf(anna))[0]?.risk).toBe(0);
  });

  it('A forgotten device loses its sessions, and is new when it returns', async () => {
    const account = await accounts.create();
    const phone = await signIn(account, { 'user-agent': CHROME });
    const laptop = await signIn(account);
    const other = (await list(laptop)).find(({ current }) => !current);
    const path = `/api/auth/devices/${other?.id}`;
    const forgotten = await app.delete(path, { token: laptop.token });
    expect(forgotten.body).toEqual({ success: true, message: 'Device forgotten', ended: 1 });
    expect((await app.get('/api/auth/me', { token: phone.token })).status).toBe(401);
    expect((await app.get('/api/auth/me', { token: laptop.token })).status).toBe(200);
    expect(await list(laptop)).toHaveLength(1);
    expect((await app.delete(path, { token: laptop.token })).status).toBe(404);
    await signIn(account, { 'user-agent': CHROME, 'x-device-token': phone.device });
    expect((await riskOf(account))[0]?.risk_reasons).toEqual(['new_device']);
  });

  it('Devices of other users and malformed ids answer 404', async () => {
    const [anna, bert] = [await accounts.create(), await accounts.create()];
    const [mine, theirs] = [await signIn(anna), await signIn(bert)];
    const [device] = await list(theirs);
    for (const id of [device?.id, crypto.randomUUID(), 'nonsense']) {
      const answer = await app.delete(`/api/auth/devices/${id}`, { token: mine.token });
      expect(answer.status).toBe(404);
    }
    expect(await list(theirs)).toHaveLength(1);
  });

  it('A reset of the password forgets every device but the one on which it was done', async () => {
    const account = await accounts.create();
    const [phone, laptop] = [await signIn(account), await signIn(account)];
    const token = await accounts.mailedToken(account, 'reset_password');
    const password = 'seven herons over the weir';
    const reset = await app.post(
      '/api/password/reset',
      { token, password },
      { headers: { 'x-device-token': laptop.device } },
    );
    expect(reset.status).toBe(200);
    const renewed = { ...account, password };
    await signIn(renewed, { 'x-device-token': laptop.device });
    expect((await riskOf(account))[0]?.risk).toBe(0);
    await signIn(renewed, { 'x-device-token': phone.device });
    expect((await riskOf(account))[0]?.risk_reasons).toEqual(['new_device']);
  });

  it('An account has a bounded number of devices', async () => {
    const account = await accounts.create();
    for (let i = 0; i < 55; i += 1) await signIn(account);
    expect(await list(await signIn(account))).toHaveLength(50);
  }, 60_000);
});
