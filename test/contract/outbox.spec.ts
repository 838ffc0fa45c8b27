import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '#libs/kernel';
import { Metrics, Readiness } from '#libs/operation';
import { eventually, FakeClock, startSmtpSink, type SmtpSink } from '#libs/testing';
import { Outbox } from '#api/mail';
import { MailRoom } from '../support/mail-room.js';
import { insertUser } from '../support/sample-session.js';

const LINK = 'https://auth.example.test/reset-password?token=of-ann-example-test';

describe('the outbox', () => {
  let sink: SmtpSink;
  let room: MailRoom;
  const open: MailRoom[] = [];

  const openRoom = async (options: Parameters<typeof MailRoom.open>[0] = {}): Promise<MailRoom> => {
    const made = await MailRoom.open({ ...options, env: { ...sink.env, ...options.env } });
    open.push(made);
    return made;
  };

  beforeEach(async () => {
    sink = await startSmtpSink();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close()));
    await sink.close();
  });

  it('sends a mail in two parts, from whom it should, to whom it should', async () => {
    room = await openRoom();
    await room.send('ann@example.test', { firstName: 'Ann' });
    const mail = await sink.waitFor();
    expect(mail.recipients).toEqual(['ann@example.test']);
    expect(mail.from?.value).toEqual([{ name: 'Gatehouse', address: 'gatehouse@example.test' }]);
    expect(mail.subject).toBe('Choose a new password for Gatehouse');
    expect(mail.text).toContain(LINK);
    expect(mail.html).toContain(`href="${LINK}"`);
    expect(mail.text).toContain('Hello Ann,');
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
  });

  it('wipes what it sent and keeps that it did', async () => {
    room = await openRoom();
    await room.send('ann@example.test');
    const mail = await sink.waitFor();
    await eventually(async () => (await room.states())[0] === 'sent');
    const [row] = await room.rows();
    expect(row).toMatchObject({ payload: null, attempts: 1, message_id: mail.messageId });
  });

  it('keeps nothing readable while a mail waits', async () => {
    room = await openRoom({ withWorker: false });
    await room.send('ann@example.test', { firstName: 'Ann' });
    const [dump] = await room.sql<{ all: string }>(
      `SELECT string_agg(m::text, '') || string_agg(encode(payload, 'escape'), '') AS all FROM mail_outbox m`,
    );
    expect(dump?.all).not.toMatch(/ann|token=/i);
  });

  it('sends nothing of a transaction that is rolled back', async () => {
    room = await openRoom();
    const work = room.database.transaction(async (tx) => {
      const data = { link: LINK, expiresAt: new Date('2099-01-01') };
      await room.nest.get(Outbox).enqueue(tx, { template: 'reset-password', to: 'a@b.test', data });
      throw new Error('undone');
    });
    await expect(work).rejects.toThrow('undone');
    await room.send('ann@example.test');
    await sink.waitFor();
    expect(await room.rows()).toHaveLength(1);
    expect(sink.mails).toHaveLength(1);
  });

  it('is woken by the commit, not by its clock', async () => {
    room = await openRoom({ timing: { pollMs: 3_600_000 } });
    await room.send('ann@example.test');
    await sink.waitFor();
  });

  it('finds what another process has queued', async () => {
    room = await openRoom();
    const other = await openRoom({ url: room.url, withWorker: false });
    await other.send('ann@example.test');
    await sink.waitFor();
  });

  it('says the same Message-ID at every attempt', async () => {
    room = await openRoom();
    sink.mode = 'defer';
    await room.send('ann@example.test');
    await eventually(() => sink.attempts >= 2);
    const [{ message_id: messageId } = { message_id: '' }] = await room.rows();
    sink.mode = 'accept';
    expect((await sink.waitFor()).messageId).toBe(messageId);
    expect(messageId).toMatch(/^<[0-9a-f-]{36}@example\.test>$/);
  });

  it('waits twice as long after each attempt', async () => {
    sink.mode = 'defer';
    room = await openRoom({ timing: { firstRetryMs: 60_000, lastRetryMs: 200_000 } });
    await room.send('ann@example.test');
    for (const [attempts, seconds] of [
      [1, 60],
      [2, 120],
      [3, 200],
      [4, 200],
    ] as const) {
      await eventually(async () => ((await room.rows())[0]?.wait_seconds ?? 0) > 1);
      const [row] = await room.rows();
      expect(row).toMatchObject({ state: 'pending', attempts });
      expect(Math.round(row!.wait_seconds / 10) * 10).toBe(seconds);
      await room.sql('UPDATE mail_outbox SET next_attempt_at = now()');
    }
  });

  it('gives up at once, and says why, what the server refuses for good', async () => {
    sink.mode = 'reject';
    room = await openRoom();
    await room.send('ann@example.test');
    await eventually(async () => (await room.states())[0] === 'failed');
    const [row] = await room.rows();
    expect(row).toMatchObject({ payload: null, attempts: 1 });
    expect(row?.last_error).toContain('550');
    expect(row?.last_error).not.toContain('ann');
    const metrics = await room.nest.get(Metrics).registry.metrics();
    expect(metrics).toContain(
      'gatehouse_mails_total{template="reset-password",outcome="failed"} 1',
    );
    expect(metrics).toContain('gatehouse_mail_outbox_failed_last_day 1');
  });

  it('gives up, and says so, what could not be delivered for long enough', async () => {
    sink.mode = 'defer';
    room = await openRoom();
    await room.send('ann@example.test');
    await eventually(() => sink.attempts > 0);
    await room.sql(`UPDATE mail_outbox SET created_at = now() - interval '1 day 1 second'`);
    await eventually(async () => (await room.states())[0] === 'failed');
    expect((await room.rows())[0]).toMatchObject({ payload: null });
  });

  it('does not let one recipient who is refused or deferred hold up the others', async () => {
    room = await openRoom({ env: { MAIL_CONCURRENCY: '1' } });
    sink.mode = 'defer';
    await room.send('slow@example.test');
    await eventually(() => sink.attempts > 0);
    sink.mode = 'accept';
    await room.sql(`UPDATE mail_outbox SET next_attempt_at = now() + interval '1 hour'`);
    await room.send('ann@example.test');
    await sink.waitFor(({ recipients }) => recipients.includes('ann@example.test'));
  });

  it('never sends a link that has died', async () => {
    const clock = new FakeClock();
    room = await openRoom({ clock, env: { MAIL_SERVER: '127.0.0.1', MAIL_PORT: '1' } });
    const expiresAt = new Date(clock.nowMs() + 3_600_000);
    await room.send('late@example.test', { data: { link: LINK, expiresAt } });
    await eventually(async () => ((await room.rows())[0]?.attempts ?? 0) > 0);
    clock.advanceSeconds(3600);
    await eventually(async () => (await room.states())[0] === 'expired');
    expect((await room.rows())[0]?.payload).toBeNull();
  });

  it('does not claim a link that has died before it was swept', async () => {
    const clock = new FakeClock();
    room = await openRoom({ clock, timing: { sweepMs: 3_600_000 } });
    const expiresAt = new Date(clock.nowMs());
    await room.send('late@example.test', { data: { link: LINK, expiresAt } });
    await room.send('ann@example.test');
    await sink.waitFor(({ recipients }) => recipients.includes('ann@example.test'));
    expect(sink.mails).toHaveLength(1);
  });

  it('sends only the newest link of a kind to an account', async () => {
    room = await openRoom({ withWorker: false });
    const [ann, bob] = await Promise.all([
      insertUser(room.database.pool),
      insertUser(room.database.pool),
    ]);
    await room.send('ann@example.test', { userId: ann });
    await room.send('bob@example.test', { userId: bob });
    await room.send('ann@example.test', { userId: ann });
    expect(await room.states()).toEqual(['cancelled', 'pending', 'pending']);
  });

  it('sends no link that a new password has cancelled', async () => {
    room = await openRoom({ withWorker: false });
    const ann = await insertUser(room.database.pool);
    await room.send('ann@example.test', { userId: ann });
    const notice = { template: 'password-changed', data: { at: new Date() }, userId: ann } as never;
    await room.send('ann@example.test', notice);
    expect(await room.states()).toEqual(['cancelled', 'pending']);
  });

  it('sends no link that a new password has cancelled, though its notice is folded', async () => {
    room = await openRoom({ withWorker: false, env: { MAIL_NOTICES_HOURLY: '1' } });
    const ann = await insertUser(room.database.pool);
    const notice = { template: 'password-changed', data: { at: new Date() }, userId: ann } as never;
    await room.send('ann@example.test', notice);
    await room.send('ann@example.test', { userId: ann });
    expect(await room.send('ann@example.test', notice)).toBe(false);
    expect(await room.states()).toEqual(['pending', 'cancelled']);
  });

  it('cancels on demand, and forgets with the account', async () => {
    room = await openRoom({ withWorker: false });
    const user = await insertUser(room.database.pool);
    await room.send('ann@example.test', { userId: user });
    await room.nest.get(Outbox).cancel(room.database.pool, user, ['verify-email']);
    expect(await room.states()).toEqual(['pending']);
    await room.nest.get(Outbox).cancel(room.database.pool, user);
    expect(await room.states()).toEqual(['cancelled']);
    await room.sql('DELETE FROM users WHERE id = $1', [user]);
    expect(await room.rows()).toEqual([]);
  });

  it('does not make a link for a mail that is held back', async () => {
    room = await openRoom({ withWorker: false, env: { MAIL_PER_ADDRESS_HOURLY: '1' } });
    await room.send('ann@example.test');
    const data = jest.fn();
    expect(await room.send('ann@example.test', { data })).toBe(false);
    expect(data).not.toHaveBeenCalled();
    expect(await room.rows()).toHaveLength(1);
  });

  it('deletes after some days what is finished', async () => {
    room = await openRoom({ timing: { purgeMs: 50 } });
    await room.send('ann@example.test');
    await eventually(async () => (await room.states())[0] === 'sent');
    await room.sql(`UPDATE mail_outbox SET finished_at = now() - interval '8 days'`);
    await eventually(async () => (await room.rows()).length === 0);
  });

  it('fails what was sealed under another secret', async () => {
    const before = await openRoom({
      withWorker: false,
      env: { SECRET_KEY: 'another-secret-0123456789abcdefghijklmnop' },
    });
    await before.send('ann@example.test');
    room = await openRoom({ url: before.url });
    await eventually(async () => (await room.states())[0] === 'failed');
    expect((await room.rows())[0]?.last_error).toContain('SECRET_KEY');
  });

  it('leaves alone what only a newer version knows how to write', async () => {
    room = await openRoom({ withWorker: false });
    await room.send('ann@example.test');
    await room.sql(`UPDATE mail_outbox SET template = 'of-the-future'`);
    const worker = await openRoom({ url: room.url });
    await worker.send('bob@example.test');
    await sink.waitFor();
    expect(await room.states()).toEqual(['pending', expect.stringMatching(/sen[dt]/)]);
  });

  it('tells readiness and metrics how it stands, and is never a reason to be taken out', async () => {
    room = await openRoom({ env: { MAIL_SERVER: '127.0.0.1', MAIL_PORT: '1' } });
    await room.send('ann@example.test');
    const [check] = room.nest
      .get(Readiness)
      .list()
      .filter(({ name }) => name === 'mail');
    await eventually(async () => (await check!.check()).status === 'degraded');
    const { details } = await check!.check();
    expect(details).toMatchObject({ server: 'away', unsent: 1, failed_last_day: 0 });
    const metrics = await room.nest.get(Metrics).registry.metrics();
    expect(metrics).toContain('gatehouse_mail_outbox_depth 1');
    expect(metrics).toContain('gatehouse_mail_server_away 1');
  });

  it('frees what a dead worker had in hand, and nothing that a live one has', async () => {
    room = await openRoom({ withWorker: false });
    await room.send('dead@example.test');
    await room.send('live@example.test');
    const [dead, live] = await room.rows();
    const claim = `UPDATE mail_outbox SET state = 'sending', attempts = 1, claimed_by = 'w',
                     lease_until = now() + $2 * interval '1 second' WHERE id = $1`;
    await room.sql(claim, [dead?.id, 0.2]);
    await room.sql(claim, [live?.id, 3600]);
    await openRoom({ url: room.url });
    await sink.waitFor(({ recipients }) => recipients.includes('dead@example.test'));
    await eventually(async () => (await room.states())[0] === 'sent');
    expect(await room.rows()).toMatchObject([{ attempts: 2 }, { attempts: 1, state: 'sending' }]);
  });

  it('keeps its lease while the server takes its time', async () => {
    sink.mode = 'hang';
    const timing = { leaseMs: 1_500 };
    room = await openRoom({ timing });
    const other = await openRoom({ url: room.url, timing });
    await room.send('ann@example.test');
    await eventually(() => sink.attempts === 1);
    const lease = async () =>
      (await room.sql<{ at: Date }>('SELECT lease_until AS at FROM mail_outbox'))[0]!.at.getTime();
    const first = await lease();
    await eventually(async () => (await lease()) > first + timing.leaseMs);
    expect(sink.attempts).toBe(1);
    expect(other).toBeDefined();
    // Nobody waits for it: the sink goes, and the attempt with it.
    await sink.close();
    sink = await startSmtpSink();
  });

  describe('on encrypted and guarded servers', () => {
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

    it.each(['starttls', 'tls'] as const)('sends over %s', async (security) => {
      await useSink({ security, auth: { user: 'gate', pass: 'house' } });
      room = await openRoom({ env: trust() });
      await room.send('ann@example.test');
      await sink.waitFor();
    });

    it.each(['starttls', 'tls'] as const)(
      'sends nothing over %s to a server that nobody vouches for',
      async (security) => {
        await useSink({ security });
        room = await openRoom();
        await room.send('ann@example.test');
        await eventually(async () => (await room.rows())[0]?.last_error !== null);
        expect((await room.rows())[0]?.last_error).toMatch(/certificate|CERT/i);
        expect(sink.attempts).toBe(0);
      },
    );

    it('sends nothing when STARTTLS is wanted and not offered', async () => {
      room = await openRoom({ env: { MAIL_USE_TLS: 'true' } });
      await room.send('ann@example.test');
      await eventually(async () => (await room.rows())[0]?.last_error !== null);
      expect(sink.attempts).toBe(0);
    });

    it('signs in, and waits rather than gives up while the password is wrong', async () => {
      await useSink({ auth: { user: 'gate', pass: 'house' } });
      room = await openRoom({ env: { MAIL_PASSWORD: 'wrong' } });
      await room.send('ann@example.test');
      await eventually(async () => (await room.rows())[0]?.last_error !== null);
      const [row] = await room.rows();
      expect(row).toMatchObject({ state: 'pending' });
      expect(row?.last_error).toContain('535');
      expect(row?.last_error).not.toContain('wrong');
      await openRoom({ url: room.url });
      await sink.waitFor();
    });
  });
});
