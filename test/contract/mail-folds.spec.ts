import { FakeClock, startSmtpSink, type SmtpSink } from '#libs/testing';
import { MailFixture, type MailFixtureOptions } from '../support/mail-fixture.js';
import { withFixture } from '../support/with-fixture.js';

const HOUR_SECONDS = 3600;
const TO = 'ann@example.test';

describe('security notices beyond their budget', () => {
  const clock = new FakeClock('2026-03-01T12:00:00.000Z');
  let sink: SmtpSink;
  const fixtures: MailFixture[] = [];

  withFixture(async (opened) => {
    sink = opened.add(await startSmtpSink());
  });
  afterEach(async () => {
    for (const fixture of fixtures.splice(0).reverse()) await fixture.close();
    sink.mails.length = 0;
  });

  const open = async (options: MailFixtureOptions = {}): Promise<MailFixture> => {
    const env = { ...sink.env, MAIL_NOTICES_HOURLY: '2', ...options.env };
    const fixture = await MailFixture.open({ clock, ...options, env });
    fixtures.push(fixture);
    return fixture;
  };
  const changed = (fixture: MailFixture) =>
    fixture.send(TO, { template: 'password-changed', data: { at: clock.now() } } as never);
  const device = (fixture: MailFixture) => {
    const data = { at: clock.now(), device: 'Firefox', from: '192.0.2.1' };
    return fixture.send(TO, { template: 'new-device', data } as never);
  };
  const summaries = () =>
    sink.mails.filter(({ subject }) => subject?.startsWith('Much has happened'));
  const folds = (fixture: MailFixture) => fixture.sql('SELECT kinds FROM mail_folds');

  it('Security notices beyond the budget are sent as one mail with kind, count and times once the hour is over', async () => {
    const fixture = await open();
    for (let n = 0; n < 2; n += 1) expect(await device(fixture)).toBe(true);
    for (let n = 0; n < 3; n += 1) {
      expect(await device(fixture)).toBe(false);
      clock.advanceSeconds(60);
    }
    expect(await folds(fixture)).toHaveLength(1);
    clock.advanceSeconds(HOUR_SECONDS);
    await sink.waitFor(() => summaries().length > 0);
    const [mail] = summaries();
    expect(mail?.recipients).toEqual([TO]);
    expect(mail?.text).toContain(
      'a sign-in from a new device (3 times, from 1 March 2026, 12:00 UTC to 1 March 2026, 12:02 UTC)',
    );
    expect(mail?.text).toContain('/forgot-password');
    expect(await folds(fixture)).toEqual([]);
  });

  it('Folded notices of one kind do not delay those of another', async () => {
    const fixture = await open();
    for (let n = 0; n < 9; n += 1) await device(fixture);
    expect(await changed(fixture)).toBe(true);
  });

  it('Folded notices of two mailboxes that differ by a dot reach each its own', async () => {
    const fixture = await open();
    const to = (mailbox: string) =>
      fixture.send(mailbox, { template: 'password-changed', data: { at: clock.now() } } as never);
    for (let n = 0; n < 4; n += 1) await to('jo.hnsmith@example.test');
    for (let n = 0; n < 4; n += 1) await to('john.smith@example.test');
    clock.advanceSeconds(HOUR_SECONDS + 1);
    await sink.waitFor(() => summaries().length > 1);
    const recipients = summaries().flatMap((mail) => mail.recipients);
    expect(recipients.sort()).toEqual(['jo.hnsmith@example.test', 'john.smith@example.test']);
  });

  it('A notice is sent at once, however many a mailbox that differs by a dot has had', async () => {
    const fixture = await open();
    const to = (mailbox: string) =>
      fixture.send(mailbox, { template: 'password-changed', data: { at: clock.now() } } as never);
    for (let n = 0; n < 3; n += 1) await to('johnsmith@example.test');
    expect(await to('john.smith@example.test')).toBe(true);
  });

  it('Folded notices of several kinds are sent in the same mail', async () => {
    const fixture = await open();
    for (let n = 0; n < 3; n += 1) await device(fixture);
    for (let n = 0; n < 3; n += 1) await changed(fixture);
    clock.advanceSeconds(HOUR_SECONDS + 1);
    await sink.waitFor(() => summaries().length > 0);
    const [mail] = summaries();
    expect(mail?.text).toMatch(
      /a sign-in from a new device \(once, on .*\); the password was changed \(once/,
    );
    expect(summaries()).toHaveLength(1);
  });

  it('Folded notices survive the end of the process, and are sent once by two instances', async () => {
    const idle = await open({ withWorker: false });
    for (let n = 0; n < 3; n += 1) await changed(idle);
    clock.advanceSeconds(HOUR_SECONDS + 1);
    await Promise.all([open({ url: idle.url }), open({ url: idle.url })]);
    await sink.waitFor(() => summaries().length > 0);
    const settled = await idle.sql(`SELECT 1 FROM mail_outbox WHERE template = 'security-summary'`);
    expect(settled).toHaveLength(1);
    expect(await folds(idle)).toEqual([]);
  });

  it('Fifty concurrent notices are all counted, in one row', async () => {
    const fixture = await open({ withWorker: false });
    await Promise.all(Array.from({ length: 50 }, () => device(fixture)));
    const [row] = await fixture.sql<{ kinds: Record<string, { count: number }> }>(
      'SELECT kinds FROM mail_folds',
    );
    expect(row?.kinds['new-device']?.count).toBe(48);
  });

  it('A folded notice is rolled back with the transaction that it reports', async () => {
    const fixture = await open({ withWorker: false });
    for (let n = 0; n < 2; n += 1) await changed(fixture);
    const { Outbox } = await import('#api/mail');
    const undone = fixture.database.transaction(async (tx) => {
      const data = { at: clock.now() };
      await fixture.nest.get(Outbox).enqueue(tx, { template: 'password-changed', to: TO, data });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await folds(fixture)).toEqual([]);
  });

  it('Folded notices are kept without the address in clear', async () => {
    const fixture = await open({ withWorker: false });
    for (let n = 0; n < 3; n += 1) await changed(fixture);
    const [row] = await fixture.sql(
      `SELECT f::text AS row, encode(payload, 'escape') AS sealed FROM mail_folds f`,
    );
    expect(JSON.stringify(row)).not.toMatch(/ann|example/);
  });
});
