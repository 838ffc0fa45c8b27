import { eventually, freePort, startSmtpSink, startTcpProxy, type SmtpSink } from '#libs/testing';
import { Readiness } from '#libs/operation';
import { MailFixture } from '../support/mail-fixture.js';
import { SlowSmtp } from '../support/slow-smtp.js';

const address = (n: number): string => `person-${String(n).padStart(3, '0')}@example.test`;

async function allSent(fixture: MailFixture, count: number): Promise<void> {
  await eventually(async () => {
    const states = await fixture.states();
    return states.length === count && states.every((state) => state === 'sent');
  }, 30_000);
}

describe('a mail server that is down', () => {
  let sink: SmtpSink | undefined;
  let fixture: MailFixture;

  afterEach(async () => {
    await fixture.close();
    await sink?.close();
    sink = undefined;
  });

  it('mails wait for a mail server that is down; then each goes out once, in order', async () => {
    const port = await freePort();
    const env = { MAIL_SERVER: '127.0.0.1', MAIL_PORT: String(port), MAIL_CONCURRENCY: '5' };
    fixture = await MailFixture.open({ env });
    const addresses = Array.from({ length: 8 }, (_, n) => address(n));
    for (const to of addresses) expect(await fixture.send(to)).toBe(true);
    await eventually(async () => (await fixture.rows()).some(({ attempts }) => attempts >= 4));
    const tried = (await fixture.rows()).reduce((sum, { attempts }) => sum + attempts, 0);
    expect(tried).toBeLessThan(40);
    sink = await startSmtpSink({ port });
    await allSent(fixture, addresses.length);
    expect(sink.mails.map(({ recipients }) => recipients[0])).toEqual(addresses);
  });

  it('a mail server that is down is not tried for every mail, and the pauses between the attempts double', async () => {
    const port = await freePort();
    const timing = { firstRetryMs: 3_600_000, lastRetryMs: 3_600_000 };
    fixture = await MailFixture.open({
      env: { MAIL_SERVER: '127.0.0.1', MAIL_PORT: String(port), MAIL_CONCURRENCY: '1' },
      timing,
    });
    for (let n = 0; n < 20; n += 1) await fixture.send(address(n));
    await eventually(async () => (await fixture.rows()).some(({ attempts }) => attempts > 0));
    await fixture.send(address(20));
    const attempted = (await fixture.rows()).filter(({ attempts }) => attempts > 0);
    expect(attempted).toHaveLength(1);
    expect(attempted[0]?.last_error).toContain('ECONNREFUSED');
  });

  it('readiness reports that the mail server is down, and that it is back', async () => {
    const port = await freePort();
    fixture = await MailFixture.open({
      env: { MAIL_SERVER: '127.0.0.1', MAIL_PORT: String(port) },
    });
    const checks = fixture.nest.get(Readiness).list();
    const status = async (): Promise<string | undefined> =>
      (await checks.find(({ name }) => name === 'mail')?.check())?.status;
    expect(await status()).toBe('up');
    await fixture.send(address(1));
    await eventually(async () => (await status()) === 'degraded');
    sink = await startSmtpSink({ port });
    await allSent(fixture, 1);
    await eventually(async () => (await status()) === 'up');
  });

  it('mails with expired links are dropped while the mail server is down, the others go out', async () => {
    const port = await freePort();
    fixture = await MailFixture.open({
      env: { MAIL_SERVER: '127.0.0.1', MAIL_PORT: String(port) },
    });
    const soon = new Date(Date.now() + 400);
    const link = 'https://auth.example.test/reset-password?token=x';
    await fixture.send('late@example.test', { data: { link, expiresAt: soon } });
    await fixture.send('ann@example.test');
    await eventually(async () => (await fixture.states())[0] === 'expired');
    sink = await startSmtpSink({ port });
    await sink.waitFor(({ recipients }) => recipients.includes('ann@example.test'));
    expect(sink.to('late@example.test')).toEqual([]);
  });
});

describe('a mail server that misbehaves', () => {
  let slow: SlowSmtp;
  let fixture: MailFixture;

  beforeEach(async () => {
    slow = await SlowSmtp.start();
  });
  afterEach(async () => {
    await slow.close();
    await fixture.close();
  });

  it('a silent mail server costs a worker its timeout and no more', async () => {
    fixture = await MailFixture.open({ env: { ...slow.env, MAIL_TIMEOUT_SECONDS: '1' } });
    // The transaction that queues a mail ends while the worker still waits.
    await fixture.send('ann@example.test');
    await eventually(() => slow.connections === 1);
    // Both are read at once: a second later the next attempt has begun.
    await eventually(async () => {
      const [row] = await fixture.rows();
      return row?.state === 'pending' && /ETIMEDOUT|No answer/.test(row.last_error ?? '');
    });
    slow.mode = 'accept';
    await allSent(fixture, 1);
    expect(slow.accepted).toHaveLength(1);
  });

  it('a mail server that disconnects in the middle of the text gets the mail once more', async () => {
    slow.mode = 'cut';
    fixture = await MailFixture.open({ env: slow.env });
    await fixture.send('ann@example.test');
    await eventually(async () => ((await fixture.rows())[0]?.attempts ?? 0) >= 2);
    slow.mode = 'accept';
    await allSent(fixture, 1);
    expect(slow.accepted).toHaveLength(1);
  });

  it('a silent mail server does not delay a stopping process for ever', async () => {
    fixture = await MailFixture.open({ withWorker: false });
    await fixture.send('ann@example.test');
    const stopping = await MailFixture.open({
      url: fixture.url,
      env: slow.env,
      timing: { stopMs: 50 },
    });
    await eventually(() => slow.connections === 1);
    await stopping.close();
    expect(await fixture.rows()).toMatchObject([{ state: 'pending', claimed_by: null }]);
  });
});

describe('a database that fails during a delivery', () => {
  it('a database that fails between the server’s 250 and the commit causes no second mail', async () => {
    const sink = await startSmtpSink({ mode: 'accept' });
    const home = await MailFixture.open({ withWorker: false });
    const proxy = await startTcpProxy({ port: Number(new URL(home.url).port) });
    const timing = { leaseMs: 500, renewMs: 100, suspicionMs: 1_000 };
    const url = proxy.through(home.url);
    const workers = [
      await MailFixture.open({ url, env: sink.env, timing }),
      await MailFixture.open({ url, env: sink.env, timing }),
    ];
    try {
      const original = sink.mails.push.bind(sink.mails);
      jest.spyOn(sink.mails, 'push').mockImplementation((...mails) => {
        proxy.cut();
        return original(...mails);
      });
      await home.send('ann@example.test');
      await sink.waitFor();
      await eventually(
        async () =>
          (await home.sql('SELECT 1 FROM mail_outbox WHERE lease_until < now()')).length === 1,
      );
      proxy.heal();
      await eventually(async () => (await home.states())[0] === 'sent');
      expect(sink.mails).toHaveLength(1);
      expect((await home.rows())[0]?.attempts).toBe(1);
    } finally {
      proxy.heal();
      for (const worker of workers) await worker.close();
      await proxy.close();
      await home.close();
      await sink.close();
    }
  });
});
