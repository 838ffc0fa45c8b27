import { countsOf, mailboxOfAddress, type Budgeted } from './mail-budget.service.js';

const LIMITS = { perAddressHourly: 5, noticesHourly: 10, recoveryHourly: 20 };
const to = 'ann.lind+shop@example.org';
const countsFor = (mail: Partial<Budgeted>, isNotice = false) =>
  countsOf({ template: 'reset-password', to, ...mail }, isNotice, LIMITS);

describe('the budget of a mailbox', () => {
  it('identifies a mailbox without case, without dots, and without the part after a plus sign', () => {
    expect(mailboxOfAddress('Ann.Lind+Shop@Example.org')).toEqual({
      exact: 'ann.lind+shop@example.org',
      dotless: 'annlind+shop@example.org',
      base: 'annlind@example.org',
    });
  });

  it('counts mails that strangers cause without dots, and together for all addresses that may be one mailbox', () => {
    expect(countsFor({ by: 'anybody' })?.all).toEqual([
      { bucket: 'reset-password/anybody', mailbox: '+annlind@example.org', most: 20 },
      { bucket: 'reset-password/anybody', mailbox: 'annlind+shop@example.org', most: 5 },
    ]);
  });

  it('counts mails that the owner causes for the exact address, separately from those of strangers', () => {
    const counts = countsFor({ by: 'signed_in', to: 'ann@example.org' });
    const count = { bucket: 'reset-password/signed_in', mailbox: 'ann@example.org', most: 5 };
    expect(counts).toEqual({ all: [count], owed: null });
  });

  it.each([
    ['a security notice', { by: 'anybody' }, true, 10],
    ['a recovery mail', { by: 'recovery' }, false, 20],
    ['a recovery mail that is a notice', { by: 'recovery' }, true, 20],
    ['another mail', { by: 'known_device' }, false, 5],
  ] as const)('gives %s its own limit for each hour', (_what, mail, isNotice, most) => {
    expect(countsFor(mail, isNotice)?.all.at(-1)?.most).toBe(most);
  });

  it('admits an owed mail beyond its limit, six times an hour', () => {
    expect(countsFor({ isOwed: true })?.owed).toEqual({
      bucket: 'reset-password/owed',
      mailbox: 'ann.lind+shop@example.org',
      most: 6,
    });
  });

  it('does not count the mail that reports folded ones', () => {
    expect(countsFor({ by: 'fold' })).toBeNull();
  });
});
