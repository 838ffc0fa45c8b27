import { Logger } from '@nestjs/common';
import { Readiness } from '#libs/operation';
import { eventually } from '#libs/testing';
import { MailFixture, type MailFixtureOptions } from '../support/mail-fixture.js';
import { ScriptedSmtp, type SmtpScript } from '../support/scripted-smtp.js';

const LOGIN = { MAIL_USERNAME: 'gate', MAIL_PASSWORD: 'a-secret-word' };

describe('an answer of the mail server', () => {
  let smtp: ScriptedSmtp;
  let fixture: MailFixture;

  beforeEach(async () => {
    smtp = await ScriptedSmtp.start();
  });
  afterEach(async () => {
    await fixture.close();
    await smtp.close();
  });

  const open = async (
    env: Record<string, string> = {},
    timing: MailFixtureOptions['timing'] = {},
  ): Promise<void> => {
    fixture = await MailFixture.open({
      env: { ...smtp.env, ...env },
      // No lease is lost to a slow machine: its mail would lose its place.
      timing: { leaseMs: 60_000, ...timing },
    });
  };

  const attempted = (times = 2) =>
    eventually(async () => {
      const [row] = await fixture.rows();
      if (row && row.attempts >= times && row.last_error !== null) return row;
      throw new Error(`Not attempted yet: ${JSON.stringify(row)}`);
    });

  const stateOf = (n: number) => eventually(async () => (await fixture.rows())[n]);

  const mailCheck = async () => {
    const check = fixture.nest
      .get(Readiness)
      .list()
      .find(({ name }) => name === 'mail');
    return (await check!.check()).details as Record<string, unknown>;
  };

  const allTaken = (count: number) =>
    eventually(async () => {
      const states = await fixture.states();
      return states.length === count && states.every((state) => state === 'sent');
    }, 20_000);

  describe('that is about this server and not about one mail', () => {
    it.each<[string, SmtpScript, Record<string, string>, string]>([
      ['421 at the greeting', { CONNECT: () => '421 4.3.2 closing' }, {}, 'busy'],
      ['554 at the greeting', { CONNECT: () => '554 5.7.1 blocked' }, {}, 'policy'],
      ['a cut at the greeting', { CONNECT: () => 'cut' }, {}, 'unreachable'],
      ['535 at the sign-in', { AUTH: () => '535 5.7.8 wrong' }, LOGIN, 'sign_in'],
      ['534 at the sign-in', { AUTH: () => '534 5.7.9 too weak' }, LOGIN, 'sign_in'],
      ['454 at the sign-in', { AUTH: () => '454 4.7.0 later' }, LOGIN, 'sign_in'],
      ['530 at the sender', { MAIL: () => '530 5.7.0 Must issue STARTTLS first' }, {}, 'sign_in'],
      ['550 at the sender', { MAIL: () => '550 5.1.8 not yours' }, {}, 'sender'],
      ['452 at the sender', { MAIL: () => '452 4.3.1 full' }, {}, 'busy'],
    ])(
      'after %s the mail waits, keeps its place, and goes out afterwards',
      async (_what, script, env, trouble) => {
        smtp.offers = ['AUTH PLAIN LOGIN'];
        smtp.script = script;
        // One at a time: mails that are sent at the same time may arrive in any order.
        await open({ ...env, MAIL_CONCURRENCY: '1' });
        await fixture.send('ann@example.test');
        await fixture.send('ben@example.test');
        await attempted();
        expect(await fixture.states()).not.toContain('failed');
        expect(await mailCheck()).toMatchObject({ server: 'away', trouble });
        smtp.script = {};
        await allTaken(2);
        expect(smtp.taken).toEqual(['ann@example.test', 'ben@example.test']);
      },
    );

    it.each<[string, SmtpScript]>([
      ['554 5.7.1 relay access denied', { RCPT: () => '554 5.7.1 <x@y.z>: Relay access denied' }],
      ['550 relaying denied', { RCPT: () => '550 relaying denied' }],
      ['530 at the recipient', { RCPT: () => '530 5.7.0 Authentication required' }],
      ['a blocked client', { RCPT: () => '554 5.7.1 Client host [192.0.2.1] blocked using x' }],
      ['550 5.7.1 for every recipient', { RCPT: () => '550 5.7.1 no' }],
      ['421 at the recipient', { RCPT: () => '421 4.7.0 try again later' }],
      ['a cut after the text', { TEXT: () => 'cut' }],
      [
        '550 5.7.26 after the text',
        { TEXT: () => '550-5.7.26 unauthenticated\r\n550 5.7.26 mail' },
      ],
    ])(
      'after %s for all mails the server is marked as failing, no mail is given up, and all go out once it works',
      async (_what, script) => {
        smtp.script = script;
        await open();
        for (const name of ['ann', 'ben', 'cleo']) await fixture.send(`${name}@example.test`);
        await eventually(async () => (await mailCheck())['server'] === 'away', 20_000);
        expect(await fixture.states()).not.toContain('failed');
        smtp.script = {};
        await allTaken(3);
        await eventually(async () => (await mailCheck())['server'] === 'no trouble');
      },
    );

    it('a sending limit that lets one mail through at a time costs none of them', async () => {
      let freeAtMs = 0;
      smtp.script = {
        RCPT: () => {
          if (performance.now() < freeAtMs) return '550 5.4.5 Daily user sending quota exceeded';
          freeAtMs = performance.now() + 300;
          return null;
        },
      };
      await open({ MAIL_CONCURRENCY: '1' });
      for (let n = 0; n < 6; n += 1) await fixture.send(`ann-${n}@example.test`);
      await allTaken(6);
    });

    it('an answer about the server does not lengthen the pause of a mail that is deferred afterwards', async () => {
      smtp.offers = ['AUTH PLAIN'];
      smtp.script = { AUTH: () => '535 5.7.8 wrong' };
      await open(LOGIN, { firstRetryMs: 20, lastRetryMs: 60_000 });
      await fixture.send('ann@example.test');
      await attempted(5);
      smtp.script = { RCPT: () => '451 4.7.1 greylisted' };
      await eventually(() => smtp.heard('RCPT').length > 0, 20_000);
      await eventually(async () => /451/.test((await fixture.rows())[0]?.last_error ?? ''));
      expect((await stateOf(0))?.wait_seconds).toBeLessThan(0.1);
    });
  });

  describe('that is about one mail', () => {
    it.each<[string, SmtpScript]>([
      ['550 5.1.1', { RCPT: () => '550 5.1.1 <ann@example.test>: unknown' }],
      ['553', { RCPT: () => '553 5.1.3 bad address' }],
      ['552 5.2.2', { RCPT: () => '552 5.2.2 mailbox quota exceeded' }],
      ['a refused recipient', { RCPT: () => '554 5.7.1 <x@y.z>: Recipient address rejected: no' }],
      [
        'a recipient whose name speaks of relays',
        { RCPT: () => '550 <relaying-denied@y.z> unknown' },
      ],
      ['552 5.3.4 after the text', { TEXT: () => '552 5.3.4 too big' }],
      ['554 5.7.1 spam after the text', { TEXT: () => '554 5.7.1 Spam message rejected' }],
      ['550 after DATA', { DATA: () => '554 5.5.1 no valid recipients' }],
    ])('after %s the mail is given up at once', async (_what, script) => {
      smtp.script = script;
      await open();
      await fixture.send('ann@example.test');
      await eventually(async () => (await fixture.states())[0] === 'failed');
      const [row] = await fixture.rows();
      expect(row?.attempts).toBe(1);
      expect(row?.last_error).not.toContain('ann@');
      expect(await mailCheck()).toMatchObject({ server: 'no trouble', failed_last_day: 1 });
    });

    it.each<[string, string, string]>([
      ['greylisted', 'RCPT', '451 4.7.1 greylisted'],
      ['deferred', 'RCPT', '450 4.2.1 later'],
      ['full', 'RCPT', '452 4.2.2 mailbox full'],
      ['answered by a closing server', 'RCPT', '421 4.7.0 not you'],
      ['cut off in its text', 'TEXT', 'cut'],
      ['answered by silence', 'RCPT', 'silence'],
      ['denied a relay', 'RCPT', '554 5.7.1 Relay access denied'],
    ])(
      'a mail that alone is %s delays no other, and the server counts as working',
      async (_what, verb, answer) => {
        const isPoisoned = (recipient: string) => recipient.startsWith('poison');
        smtp.script = { [verb]: ({ recipient }) => (isPoisoned(recipient) ? answer : null) };
        const silenceIsShort = answer === 'silence' && { MAIL_TIMEOUT_SECONDS: '10' };
        await open({ MAIL_CONCURRENCY: '1', ...silenceIsShort }, { lastRetryMs: 60_000 });
        await fixture.send('poison@example.test');
        await attempted(1);
        const good = ['ann', 'ben', 'cleo', 'dora'].map((name) => `${name}@example.test`);
        for (const to of good) await fixture.send(to);
        await eventually(() => smtp.taken.length === good.length);
        expect(smtp.taken).toEqual(good);
        expect((await fixture.rows())[0]?.state).not.toBe('failed');
        expect(await mailCheck()).toMatchObject({ server: 'no trouble' });
      },
    );

    it('a refusal by policy that others do not get is believed once another mail was taken', async () => {
      smtp.script = { RCPT: ({ recipient }) => (/^odd/.test(recipient) ? '550 5.7.1 no' : null) };
      await open({ MAIL_CONCURRENCY: '1' });
      await fixture.send('odd@example.test');
      await attempted(1);
      await fixture.send('ann@example.test');
      await eventually(async () => (await fixture.states()).join() === 'failed,sent', 20_000);
    });

    it('strangers whose addresses the server refuses by policy do not make others wait for each of them', async () => {
      const isOdd = (recipient: string) => recipient.startsWith('odd');
      smtp.script = { RCPT: ({ recipient }) => (isOdd(recipient) ? '550 5.7.1 blocked' : null) };
      // The longest pause is thirty times the first, as it is outside of tests, and long beside the work of a slow machine.
      const doubtMs = 6_000;
      await open({ MAIL_CONCURRENCY: '1' }, { firstRetryMs: 200, doubtMs, lastRetryMs: 60_000 });
      await fixture.send('ann@example.test');
      await eventually(() => smtp.taken.length === 1, 20_000);
      for (let n = 0; n < 20; n += 1) await fixture.send(`odd-${n}@example.test`);
      await fixture.send('ben@example.test');
      const startMs = performance.now();
      await eventually(() => smtp.taken.length === 2, 20 * doubtMs);
      expect(performance.now() - startMs).toBeLessThan(10 * doubtMs);
    }, 90_000);

    it('mails that were never tried go first while the mail server counts as failing', async () => {
      smtp.script = { RCPT: ({ recipient }) => (/^odd/.test(recipient) ? '421 4.7.0 no' : null) };
      const env = { ...smtp.env, MAIL_CONCURRENCY: '1' };
      // All are queued before the first is tried, however slow the machine is.
      fixture = await MailFixture.open({ env, withWorker: false });
      for (let n = 0; n < 6; n += 1) await fixture.send(`odd-${n}@example.test`);
      await fixture.send('ann@example.test');
      const timing = { firstRetryMs: 300, lastRetryMs: 300, leaseMs: 60_000 };
      const worker = await MailFixture.open({ env, timing, url: fixture.url });
      try {
        await eventually(() => smtp.taken.length === 1, 40_000);
      } finally {
        await worker.close();
      }
      const tried = smtp.heard('RCPT').map((line) => /<(.*)>/.exec(line)?.[1]);
      const first = tried.slice(0, tried.indexOf('ann@example.test'));
      expect(first).toEqual([...new Set(first)]);
    });
  });

  it('the operator reads of an answer of the mail server with a cure, and without the password or an address', async () => {
    smtp.offers = ['AUTH PLAIN'];
    smtp.script = { AUTH: () => '535 5.7.8 wrong for a-secret-word of gate@example.test' };
    await open(LOGIN);
    await fixture.send('ann@example.test');
    await attempted();
    const details = await mailCheck();
    expect(details).toMatchObject({
      trouble: 'sign_in',
      cure: expect.stringContaining('MAIL_PASSWORD'),
    });
    expect(JSON.stringify(details)).not.toMatch(/@|YS1zZWNyZXQ/);
  });

  it('the operator reads when mails are given up in spite of the failing mail server', async () => {
    const lines: string[] = [];
    const told = jest.spyOn(Logger.prototype, 'error').mockImplementation((line: unknown) => {
      lines.push(String(line));
    });
    smtp.script = { CONNECT: () => '421 4.3.2 closing' };
    await open();
    await fixture.send('ann@example.test');
    await attempted();
    told.mockRestore();
    expect(lines.join('\n')).toMatch(/takes no mail \(busy\).*MAIL_GIVE_UP_SECONDS/);
  });

  describe('the extensions that a mail server offers', () => {
    it('without SMTPUTF8 a mail to letters beyond ASCII before the @ fails for that reason, unsent', async () => {
      smtp.offers = ['8BITMIME', 'PIPELINING'];
      await open();
      await fixture.send('ünal@example.org');
      await eventually(async () => (await fixture.states())[0] === 'failed');
      const [row] = await fixture.rows();
      expect(row?.last_error).toMatch(/SMTPUTF8/);
      expect(smtp.heard('RCPT')).toEqual([]);
      expect(smtp.heard('MAIL')).toEqual([]);
      expect(await mailCheck()).toMatchObject({ server: 'no trouble' });
      await fixture.send('ann@example.org');
      await eventually(() => smtp.taken.length === 1);
    });

    it('with SMTPUTF8 a mail to letters beyond ASCII before the @ asks for it and goes out', async () => {
      smtp.offers = ['8BITMIME', 'SMTPUTF8'];
      await open();
      await fixture.send('ünal@example.org');
      await allTaken(1);
      expect(smtp.heard('MAIL')[0]).toMatch(/ SMTPUTF8/);
      expect(smtp.taken).toEqual(['ünal@example.org']);
    });

    it('with SMTPUTF8 offered and refused at the sender that mail fails, the others go out', async () => {
      smtp.offers = ['8BITMIME', 'SMTPUTF8'];
      smtp.script = { MAIL: ({ said }) => (/SMTPUTF8/.test(said) ? '555 5.6.7 unknown' : null) };
      await open({ MAIL_CONCURRENCY: '1' });
      await fixture.send('ünal@example.org');
      await fixture.send('ann@example.org');
      await eventually(async () => (await fixture.states()).join() === 'failed,sent');
      expect(await mailCheck()).toMatchObject({ server: 'no trouble' });
    });

    it('without SMTPUTF8 a domain beyond ASCII goes out in its ASCII form, of recipient and sender', async () => {
      await open({ MAIL_DEFAULT_SENDER: 'Türsteher <tor@bücher.example>', APP_NAME: 'Prüfstelle' });
      await fixture.send('ann@bücher.example');
      await allTaken(1);
      expect(smtp.heard('MAIL')[0]).toContain('<tor@xn--bcher-kva.example>');
      expect(smtp.taken).toEqual(['ann@xn--bcher-kva.example']);
      const [text = ''] = smtp.texts;
      expect(text).toMatch(/^\p{ASCII}*$/u);
      expect(text).toMatch(/^From: =\?UTF-8\?/m);
      expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
    });

    it('without SMTPUTF8 a sender with letters beyond ASCII before the @ is a problem that the operator is told', async () => {
      await open({ MAIL_DEFAULT_SENDER: 'tür@example.org' });
      await fixture.send('ann@example.org');
      await attempted();
      expect(await mailCheck()).toMatchObject({ server: 'away', trouble: 'sender' });
      expect((await fixture.rows())[0]?.last_error).toMatch(/SMTPUTF8/);
      expect(smtp.heard('MAIL')).toEqual([]);
      smtp.offers = ['SMTPUTF8'];
      await allTaken(1);
    });

    it('without the required STARTTLS nothing is sent after the greeting, and the reason is named', async () => {
      smtp.offers = ['AUTH PLAIN'];
      await open({ ...LOGIN, MAIL_USE_TLS: 'true' });
      await fixture.send('ann@example.org');
      const { last_error } = await attempted();
      expect(last_error).toMatch(/STARTTLS/);
      expect(await mailCheck()).toMatchObject({ trouble: 'tls' });
      expect(smtp.heard('AUTH')).toEqual([]);
      expect(smtp.heard('MAIL')).toEqual([]);
    });

    it('without a supported mechanism the password is not sent, and the offered mechanisms are named', async () => {
      smtp.offers = ['AUTH XOAUTH2 GSSAPI'];
      await open(LOGIN);
      await fixture.send('ann@example.org');
      const { last_error } = await attempted();
      expect(last_error).toMatch(/XOAUTH2, GSSAPI/);
      expect(await mailCheck()).toMatchObject({ trouble: 'sign_in' });
      expect(smtp.heard('AUTH')).toEqual([]);
    });

    it('without AUTH, where mails need it, the reason says that the account was not used', async () => {
      smtp.script = { RCPT: () => '550 5.7.1 Relaying denied' };
      await open(LOGIN);
      await fixture.send('ann@example.org');
      const { last_error } = await attempted(1);
      expect(last_error).toMatch(/offers no sign-in/);
      expect(smtp.heard('AUTH')).toEqual([]);
    });

    it('without any extension (HELO alone) mails go out plain, and no password is sent', async () => {
      smtp.script = { EHLO: () => '502 5.5.2 what' };
      await open(LOGIN);
      await fixture.send('ann@example.org');
      await allTaken(1);
      expect(smtp.heard('AUTH')).toEqual([]);
      expect(smtp.heard('MAIL')[0]).toBe('MAIL FROM:<gatehouse@example.test>');
    });
  });
});
