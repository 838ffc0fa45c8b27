import { countsOf, mailboxOfAddress, type Budgeted } from './mail-budget.js';

const LIMITS = { perAddressHourly: 5, noticesHourly: 10, recoveryHourly: 20 };
const to = 'ann.lind+shop@example.org';
const countsFor = (mail: Partial<Budgeted>, isNotice = false) =>
  countsOf({ template: 'reset-password', to, ...mail }, isNotice, LIMITS);

describe('the budget of a mailbox', () => {
  it('tells mailboxes apart without case, dots and what follows a plus sign', () => {
    expect(mailboxOfAddress('Ann.Lind+Shop@Example.org')).toEqual({
      exact: 'ann.lind+shop@example.org',
      dotless: 'annlind+shop@example.org',
      base: 'annlind@example.org',
    });
  });

  it('counts what strangers cause without dots, and together for all that may be one mailbox', () => {
    expect(countsFor({ by: 'anybody' })?.all).toEqual([
      { bucket: 'reset-password/anybody', mailbox: '+annlind@example.org', most: 20 },
      { bucket: 'reset-password/anybody', mailbox: 'annlind+shop@example.org', most: 5 },
    ]);
  });

  it('counts what the owner causes by the exact address, apart from strangers', () => {
    const counts = countsFor({ by: 'signed_in', to: 'ann@example.org' });
    const count = { bucket: 'reset-password/signed_in', mailbox: 'ann@example.org', most: 5 };
    expect(counts).toEqual({ all: [count], owed: null });
  });

  it.each([
    ['a security notice', { by: 'anybody' }, true, 10],
    ['a recovery mail', { by: 'recovery' }, false, 20],
    ['a recovery mail that is a notice', { by: 'recovery' }, true, 20],
    ['another mail', { by: 'known_device' }, false, 5],
  ] as const)('gives %s its own number an hour', (_what, mail, isNotice, most) => {
    expect(countsFor(mail, isNotice)?.all.at(-1)?.most).toBe(most);
  });

  it('lets an owed mail go out beyond it, six times an hour', () => {
    expect(countsFor({ isOwed: true })?.owed).toEqual({
      bucket: 'reset-password/owed',
      mailbox: 'ann.lind+shop@example.org',
      most: 6,
    });
  });

  it('does not count the mail that stands for folded ones', () => {
    expect(countsFor({ by: 'fold' })).toBeNull();
  });
});
