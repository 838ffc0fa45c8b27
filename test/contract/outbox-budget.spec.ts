import { FakeClock } from '#libs/testing';
import { MailFixture } from '../support/mail-fixture.js';

const HOUR_SECONDS = 3600;

describe('the hourly number of mails to one mailbox', () => {
  const clock = new FakeClock();
  let fixture: MailFixture;

  const openMailFixture = async (env: Record<string, string> = {}): Promise<void> => {
    fixture = await MailFixture.open({ clock, env, withWorker: false });
  };
  afterEach(() => fixture.close());

  it('The hourly mail budget of a mailbox is 5 for any requester, and then none until the hour of the first is over', async () => {
    await openMailFixture();
    for (let n = 0; n < 5; n += 1) {
      expect(await fixture.send('ann@example.test')).toBe(true);
      clock.advanceSeconds(60);
    }
    expect(await fixture.send('ann@example.test')).toBe(false);
    clock.advanceSeconds(HOUR_SECONDS - 5 * 60 - 1);
    expect(await fixture.send('ann@example.test')).toBe(false);
    clock.advanceSeconds(1);
    expect(await fixture.send('ann@example.test')).toBe(true);
    expect(await fixture.send('ann@example.test')).toBe(false);
  });

  it('The hourly mail budget of a mailbox is not used up by mails that were held back', async () => {
    await openMailFixture({ MAIL_PER_ADDRESS_HOURLY: '1' });
    await fixture.send('ann@example.test');
    clock.advanceSeconds(HOUR_SECONDS - 1);
    expect(await fixture.send('ann@example.test')).toBe(false);
    clock.advanceSeconds(1);
    expect(await fixture.send('ann@example.test')).toBe(true);
  });

  it('The hourly mail budget of a mailbox is the same for every spelling of the mailbox', async () => {
    await openMailFixture({ MAIL_PER_ADDRESS_HOURLY: '1' });
    expect(await fixture.send('ann.lee@example.test')).toBe(true);
    for (const same of ['ANN.LEE@EXAMPLE.TEST', 'a.n.n.lee@example.test', 'annlee@example.test']) {
      expect(await fixture.send(same)).toBe(false);
    }
    expect(await fixture.send('bob@example.test')).toBe(true);
    expect(await fixture.send('annlee@example.org')).toBe(true);
  });

  it('The hourly mail budget of a mailbox cannot be bypassed by tags after a plus', async () => {
    await openMailFixture({ MAIL_PER_ADDRESS_HOURLY: '2' });
    const sent: boolean[] = [];
    for (let n = 0; n < 20; n += 1) sent.push(await fixture.send(`ann+${n}@example.test`));
    expect(sent.filter(Boolean)).toHaveLength(8);
    expect(await fixture.send('ann@example.test')).toBe(true);
  });

  it('The hourly mail budget of a mailbox holds for 50 concurrent requests', async () => {
    await openMailFixture();
    const asked = Array.from({ length: 50 }, () => fixture.send('ann@example.test'));
    const sent = await Promise.all(asked);
    expect(sent.filter(Boolean)).toHaveLength(5);
    expect(await fixture.rows()).toHaveLength(5);
  });

  it('The hourly mail budget of a mailbox is given back by a transaction that is rolled back', async () => {
    await openMailFixture({ MAIL_PER_ADDRESS_HOURLY: '1' });
    const data = () => Promise.reject(new Error('undone'));
    await expect(fixture.send('ann@example.test', { data })).rejects.toThrow('undone');
    expect(await fixture.send('ann@example.test')).toBe(true);
  });

  it('The hourly mail budget of a mailbox is counted for each kind of mail, and apart for each kind of caller', async () => {
    await openMailFixture({ MAIL_PER_ADDRESS_HOURLY: '1', MAIL_RECOVERY_HOURLY: '2' });
    const already = {
      template: 'already-registered',
      data: { signInLink: 'https://a.test', resetLink: 'https://a.test' },
    } as never;
    expect(await fixture.send('ann@example.test', already)).toBe(true);
    expect(await fixture.send('ann@example.test', already)).toBe(false);
    expect(await fixture.send('ann@example.test')).toBe(true);
    expect(await fixture.send('ann@example.test')).toBe(false);
    expect(await fixture.send('ann@example.test', { by: 'known_device' })).toBe(true);
    expect(await fixture.send('ann@example.test', { by: 'known_device' })).toBe(false);
    expect(await fixture.send('ann@example.test', { by: 'recovery' })).toBe(true);
    expect(await fixture.send('ann@example.test', { by: 'recovery' })).toBe(true);
    expect(await fixture.send('ann@example.test', { by: 'recovery' })).toBe(false);
  });

  it('The hourly mail budget of a mailbox has a small reserve for a required mail, which ends, too', async () => {
    await openMailFixture({ MAIL_PER_ADDRESS_HOURLY: '1' });
    await fixture.send('ann@example.test');
    const sent: boolean[] = [];
    for (let n = 0; n < 9; n += 1)
      sent.push(await fixture.send('ann@example.test', { isOwed: true }));
    expect(sent.filter(Boolean)).toHaveLength(6);
  });

  it('The hourly mail budget of a mailbox is off with all other limits', async () => {
    await openMailFixture({ MAIL_PER_ADDRESS_HOURLY: '1', RATE_LIMIT_ENABLED: 'false' });
    for (let n = 0; n < 10; n += 1) expect(await fixture.send('ann@example.test')).toBe(true);
  });

  it('The hourly mail budget of a mailbox stores no address, and ends when the hour is over', async () => {
    await openMailFixture();
    await fixture.send('ann@example.test');
    const [before] = await fixture.sql('SELECT m::text AS row FROM mail_budgets m');
    expect(String(before?.['row'])).not.toMatch(/ann|example/);
    clock.advanceSeconds(HOUR_SECONDS + 1);
    const worker = await MailFixture.open({ clock, url: fixture.url });
    await worker.close();
    expect(await fixture.sql('SELECT 1 FROM mail_budgets')).toEqual([]);
  });
});
