import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '#libs/kernel';
import { Metrics, Readiness } from '#libs/operation';
import { eventually, FakeClock, startSmtpSink, type SmtpSink } from '#libs/testing';
import { Outbox } from '#api/mail';
import { MailFixture } from '../support/mail-fixture.js';
import { insertUser } from '../support/sample-session.js';

const LINK = 'https://auth.example.test/reset-password?token=of-ann-example-test';

describe('the outbox', () => {
  let sink: SmtpSink;
  let fixture: MailFixture;
  const open: MailFixture[] = [];

  const openMailFixture = async (
    options: Parameters<typeof MailFixture.open>[0] = {},
  ): Promise<MailFixture> => {
    const made = await MailFixture.open({ ...options, env: { ...sink.env, ...options.env } });
    open.push(made);
    return made;
  };

  beforeEach(async () => {
    sink = await startSmtpSink();
  });
  afterEach(async () => {
    // The last one first: a worker that records what it has sent must not lose the database of another.
    for (const each of open.splice(0).toReversed()) await each.close();
    await sink.close();
  });

  it('The outbox sends a mail in two parts, with its sender and recipient', async () => {
    fixture = await openMailFixture();
    await fixture.send('ann@example.test', { firstName: 'Ann' });
    const mail = await sink.waitFor();
    expect(mail.recipients).toEqual(['ann@example.test']);
    expect(mail.from?.value).toEqual([{ name: 'Gatehouse', address: 'gatehouse@example.test' }]);
    expect(mail.subject).toBe('Choose a new password for Gatehouse');
    expect(mail.text).toContain(LINK);
    expect(mail.html).toContain(`href="${LINK}"`);
    expect(mail.text).toContain('Hello Ann,');
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
  });

  it('The outbox wipes the content of a sent mail and keeps that it was sent', async () => {
    fixture = await openMailFixture();
    await fixture.send('ann@example.test');
    const mail = await sink.waitFor();
    await eventually(async () => (await fixture.states())[0] === 'sent');
    const [row] = await fixture.rows();
    expect(row).toMatchObject({ payload: null, attempts: 1, message_id: mail.messageId });
  });

  it('The outbox keeps a waiting mail encrypted', async () => {
    fixture = await openMailFixture({ withWorker: false });
    await fixture.send('ann@example.test', { firstName: 'Ann' });
    const [dump] = await fixture.sql<{ all: string }>(
      `SELECT string_agg(m::text, '') || string_agg(encode(payload, 'escape'), '') AS all FROM mail_outbox m`,
    );
    expect(dump?.all).not.toMatch(/ann|token=/i);
  });

  it('The outbox sends nothing of a transaction that is rolled back', async () => {
    fixture = await openMailFixture();
    const work = fixture.database.transaction(async (tx) => {
      const data = { link: LINK, expiresAt: new Date('2099-01-01') };
      await fixture.nest
        .get(Outbox)
        .enqueue(tx, { template: 'reset-password', to: 'a@b.test', data });
      throw new Error('undone');
    });
    await expect(work).rejects.toThrow('undone');
    await fixture.send('ann@example.test');
    await sink.waitFor();
    expect(await fixture.rows()).toHaveLength(1);
    expect(sink.mails).toHaveLength(1);
  });

  it('The outbox is woken by the commit, not by its clock', async () => {
    fixture = await openMailFixture({ timing: { pollMs: 3_600_000 } });
    await fixture.send('ann@example.test');
    await sink.waitFor();
  });

  it('The outbox finds mails that another process has queued', async () => {
    fixture = await openMailFixture();
    const other = await openMailFixture({ url: fixture.url, withWorker: false });
    await other.send('ann@example.test');
    await sink.waitFor();
  });

  it('The outbox sends the same Message-ID at every attempt', async () => {
    fixture = await openMailFixture();
    sink.mode = 'defer';
    await fixture.send('ann@example.test');
    await eventually(() => sink.attempts >= 2);
    const [{ message_id: messageId } = { message_id: '' }] = await fixture.rows();
    sink.mode = 'accept';
    expect((await sink.waitFor()).messageId).toBe(messageId);
    expect(messageId).toMatch(/^<[0-9a-f-]{36}@example\.test>$/);
  });

  it('The outbox waits twice as long after each attempt', async () => {
    sink.mode = 'defer';
    fixture = await openMailFixture({ timing: { firstRetryMs: 60_000, lastRetryMs: 200_000 } });
    await fixture.send('ann@example.test');
    for (const [attempts, seconds] of [
      [1, 60],
      [2, 120],
      [3, 200],
      [4, 200],
    ] as const) {
      await eventually(async () => ((await fixture.rows())[0]?.wait_seconds ?? 0) > 1);
      const [row] = await fixture.rows();
      expect(row).toMatchObject({ state: 'pending', attempts });
      expect(Math.round(row!.wait_seconds / 10) * 10).toBe(seconds);
      await fixture.sql('UPDATE mail_outbox SET next_attempt_at = now()');
    }
  });

  it('The outbox gives up at once, with the reason, a mail that the server refuses permanently', async () => {
    sink.mode = 'reject';
    fixture = await openMailFixture();
    await fixture.send('ann@example.test');
    await eventually(async () => (await fixture.states())[0] === 'failed');
    const [row] = await fixture.rows();
    expect(row).toMatchObject({ payload: null, attempts: 1 });
    expect(row?.last_error).toContain('550');
    expect(row?.last_error).not.toContain('ann');
    const metrics = await fixture.nest.get(Metrics).registry.metrics();
    expect(metrics).toContain(
      'gatehouse_mails_total{template="reset-password",outcome="failed"} 1',
    );
    expect(metrics).toContain('gatehouse_mail_outbox_failed_last_day 1');
  });

  it('The outbox gives up, with the reason, a mail that could not be delivered for long enough', async () => {
    sink.mode = 'defer';
    fixture = await openMailFixture();
    await fixture.send('ann@example.test');
    await eventually(() => sink.attempts > 0);
    await fixture.sql(`UPDATE mail_outbox SET created_at = now() - interval '1 day 1 second'`);
    await eventually(async () => (await fixture.states())[0] === 'failed');
    expect((await fixture.rows())[0]).toMatchObject({ payload: null });
  });

  it('A refused or deferred recipient does not delay the others of the outbox', async () => {
    fixture = await openMailFixture({ env: { MAIL_CONCURRENCY: '1' } });
    sink.mode = 'defer';
    await fixture.send('slow@example.test');
    await eventually(() => sink.attempts > 0);
    sink.mode = 'accept';
    await fixture.sql(`UPDATE mail_outbox SET next_attempt_at = now() + interval '1 hour'`);
    await fixture.send('ann@example.test');
    await sink.waitFor(({ recipients }) => recipients.includes('ann@example.test'));
  });

  it('The outbox never sends a link that has expired', async () => {
    const clock = new FakeClock();
    fixture = await openMailFixture({ clock, env: { MAIL_SERVER: '127.0.0.1', MAIL_PORT: '1' } });
    const expiresAt = new Date(clock.nowMs() + 3_600_000);
    await fixture.send('late@example.test', { data: { link: LINK, expiresAt } });
    await eventually(async () => ((await fixture.rows())[0]?.attempts ?? 0) > 0);
    clock.advanceSeconds(3600);
    await eventually(async () => (await fixture.states())[0] === 'expired');
    expect((await fixture.rows())[0]?.payload).toBeNull();
  });

  it('The outbox does not claim a link that has expired before it was swept', async () => {
    const clock = new FakeClock();
    fixture = await openMailFixture({ clock, timing: { sweepMs: 3_600_000 } });
    const expiresAt = new Date(clock.nowMs());
    await fixture.send('late@example.test', { data: { link: LINK, expiresAt } });
    await fixture.send('ann@example.test');
    await sink.waitFor(({ recipients }) => recipients.includes('ann@example.test'));
    expect(sink.mails).toHaveLength(1);
  });

  it('The outbox sends only the newest link of a kind to an account', async () => {
    fixture = await openMailFixture({ withWorker: false });
    const [ann, bob] = await Promise.all([
      insertUser(fixture.database.pool),
      insertUser(fixture.database.pool),
    ]);
    await fixture.send('ann@example.test', { userId: ann });
    await fixture.send('bob@example.test', { userId: bob });
    await fixture.send('ann@example.test', { userId: ann });
    expect(await fixture.states()).toEqual(['cancelled', 'pending', 'pending']);
  });

  it('The outbox sends no link that a new password has cancelled', async () => {
    fixture = await openMailFixture({ withWorker: false });
    const ann = await insertUser(fixture.database.pool);
    await fixture.send('ann@example.test', { userId: ann });
    const notice = { template: 'password-changed', data: { at: new Date() }, userId: ann } as never;
    await fixture.send('ann@example.test', notice);
    expect(await fixture.states()).toEqual(['cancelled', 'pending']);
  });

  it('The outbox sends no link that a new password has cancelled, though its notice is folded', async () => {
    fixture = await openMailFixture({ withWorker: false, env: { MAIL_NOTICES_HOURLY: '1' } });
    const ann = await insertUser(fixture.database.pool);
    const notice = { template: 'password-changed', data: { at: new Date() }, userId: ann } as never;
    await fixture.send('ann@example.test', notice);
    await fixture.send('ann@example.test', { userId: ann });
    expect(await fixture.send('ann@example.test', notice)).toBe(false);
    expect(await fixture.states()).toEqual(['pending', 'cancelled']);
  });

  it('The outbox cancels mails on demand, and deletes them with the account', async () => {
    fixture = await openMailFixture({ withWorker: false });
    const user = await insertUser(fixture.database.pool);
    await fixture.send('ann@example.test', { userId: user });
    await fixture.nest.get(Outbox).cancel(fixture.database.pool, user, ['verify-email']);
    expect(await fixture.states()).toEqual(['pending']);
    await fixture.nest.get(Outbox).cancel(fixture.database.pool, user);
    expect(await fixture.states()).toEqual(['cancelled']);
    await fixture.sql('DELETE FROM users WHERE id = $1', [user]);
    expect(await fixture.rows()).toEqual([]);
  });

  it('The outbox makes no link for a mail that is held back', async () => {
    fixture = await openMailFixture({ withWorker: false, env: { MAIL_PER_ADDRESS_HOURLY: '1' } });
    await fixture.send('ann@example.test');
    const data = jest.fn();
    expect(await fixture.send('ann@example.test', { data })).toBe(false);
    expect(data).not.toHaveBeenCalled();
    expect(await fixture.rows()).toHaveLength(1);
  });

  it('The outbox deletes finished mails after some days', async () => {
    fixture = await openMailFixture({ timing: { purgeMs: 50 } });
    await fixture.send('ann@example.test');
    await eventually(async () => (await fixture.states())[0] === 'sent');
    await fixture.sql(`UPDATE mail_outbox SET finished_at = now() - interval '8 days'`);
    await eventually(async () => (await fixture.rows()).length === 0);
  });

  it('The outbox fails mails that were sealed under another secret', async () => {
    const before = await openMailFixture({
      withWorker: false,
      env: { SECRET_KEY: 'another-secret-0123456789abcdefghijklmnop' },
    });
    await before.send('ann@example.test');
    fixture = await openMailFixture({ url: before.url });
    await eventually(async () => (await fixture.states())[0] === 'failed');
    expect((await fixture.rows())[0]?.last_error).toContain('SECRET_KEY');
  });

  it('The outbox leaves mails alone that only a newer version can write', async () => {
    fixture = await openMailFixture({ withWorker: false });
    await fixture.send('ann@example.test');
    await fixture.sql(`UPDATE mail_outbox SET template = 'of-the-future'`);
    const worker = await openMailFixture({ url: fixture.url });
    await worker.send('bob@example.test');
    await sink.waitFor();
    expect(await fixture.states()).toEqual(['pending', expect.stringMatching(/sen[dt]/)]);
  });

  it('The outbox reports its state to readiness and metrics, and never makes the server unready', async () => {
    fixture = await openMailFixture({ env: { MAIL_SERVER: '127.0.0.1', MAIL_PORT: '1' } });
    await fixture.send('ann@example.test');
    const [check] = fixture.nest
      .get(Readiness)
      .list()
      .filter(({ name }) => name === 'mail');
    await eventually(async () => (await check!.check()).status === 'degraded');
    const { details } = await check!.check();
    expect(details).toMatchObject({ server: 'away', unsent: 1, failed_last_day: 0 });
    const metrics = await fixture.nest.get(Metrics).registry.metrics();
    expect(metrics).toContain('gatehouse_mail_outbox_depth 1');
    expect(metrics).toContain('gatehouse_mail_server_away 1');
  });

  it('The outbox frees the mails of a dead worker, and none of a live one', async () => {
    fixture = await openMailFixture({ withWorker: false });
    await fixture.send('dead@example.test');
    await fixture.send('live@example.test');
    const [dead, live] = await fixture.rows();
    const claim = `UPDATE mail_outbox SET state = 'sending', attempts = 1, claimed_by = 'w',
                     lease_until = now() + $2 * interval '1 second' WHERE id = $1`;
    await fixture.sql(claim, [dead?.id, 0.2]);
    await fixture.sql(claim, [live?.id, 3600]);
    await openMailFixture({ url: fixture.url });
    await sink.waitFor(({ recipients }) => recipients.includes('dead@example.test'));
    await eventually(async () => (await fixture.states())[0] === 'sent');
    expect(await fixture.rows()).toMatchObject([
      { attempts: 2 },
      { attempts: 1, state: 'sending' },
    ]);
  });

  it('The outbox keeps its lease while the mail server is slow', async () => {
    sink.mode = 'hang';
    const timing = { leaseMs: 1_500 };
    fixture = await openMailFixture({ timing });
    const other = await openMailFixture({ url: fixture.url, timing });
    await fixture.send('ann@example.test');
    await eventually(() => sink.attempts === 1);
    const lease = async () =>
      (
        await fixture.sql<{ at: Date }>('SELECT lease_until AS at FROM mail_outbox')
      )[0]!.at.getTime();
    const first = await lease();
    await eventually(async () => (await lease()) > first + timing.leaseMs);
    expect(sink.attempts).toBe(1);
    expect(other).toBeDefined();
    // Closing the sink ends the attempt, for which the test does not wait.
    await sink.close();
    sink = await startSmtpSink();
  });

  describe('on encrypted and authenticated mail servers', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-ca-'));
    afterAll(() => rmSync(folder, { recursive: true }));

    const trust = (): Record<string, string> => {
      const file = join(folder, `${newId()}.pem`);
      writeFileSync(file, sink.certificate.cert);
      return { MAIL_TLS_CA: file };
    };
    const useSink = async (options: Parameters<typeof startSmtpSink>[0]): Promise<void> => {
      await sink.close();
      sink = await startSmtpSink(options);
    };

    it.each(['starttls', 'tls'] as const)('The outbox sends over %s', async (security) => {
      await useSink({ security, auth: { user: 'gate', pass: 'fixture' } });
      fixture = await openMailFixture({ env: trust() });
      await fixture.send('ann@example.test');
      await sink.waitFor();
    });

    it.each(['starttls', 'tls'] as const)(
      'The outbox sends nothing over %s to a server with an untrusted certificate',
      async (security) => {
        await useSink({ security });
        fixture = await openMailFixture();
        await fixture.send('ann@example.test');
        await eventually(async () => (await fixture.rows())[0]?.last_error !== null);
        expect((await fixture.rows())[0]?.last_error).toMatch(/certificate|CERT/i);
        expect(sink.attempts).toBe(0);
      },
    );

    it('The outbox sends nothing when STARTTLS is wanted and not offered', async () => {
      fixture = await openMailFixture({ env: { MAIL_USE_TLS: 'true' } });
      await fixture.send('ann@example.test');
      await eventually(async () => (await fixture.rows())[0]?.last_error !== null);
      expect(sink.attempts).toBe(0);
    });

    it('The outbox authenticates, and waits rather than gives up while the password is wrong', async () => {
      await useSink({ auth: { user: 'gate', pass: 'fixture' } });
      fixture = await openMailFixture({ env: { MAIL_PASSWORD: 'wrong' } });
      await fixture.send('ann@example.test');
      // Between two tries it is pending, during one `sending`.
      await eventually(async () => {
        const [row] = await fixture.rows();
        expect(row).toMatchObject({ state: 'pending' });
        expect(row?.last_error).toContain('535');
        expect(row?.last_error).not.toContain('wrong');
      });
      await openMailFixture({ url: fixture.url });
      await sink.waitFor();
    });
  });
});
