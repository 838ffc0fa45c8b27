import {
  eventually,
  startSmtpSink,
  startTestApp,
  type SmtpSink,
  type TestApp,
} from '#libs/testing';
import { SlowSmtp } from '../support/slow-smtp.js';
import { withFixture } from '../support/with-fixture.js';

const PASSWORD = 'seven herons over the weir';

describe('mails of accounts', () => {
  let sink: SmtpSink;
  let app: TestApp;

  withFixture(async (opened) => {
    sink = opened.add(await startSmtpSink());
    const env = {
      ...sink.env,
      // Only the mail budget is tested here; another suite tests the rate limit of requests.
      RATE_LIMIT_ENABLED: 'true',
      RATE_LIMIT_MAIL_PER_ADDRESS: 'off',
      RATE_LIMIT_MAIL_PER_ACCOUNT: 'off',
      RATE_LIMIT_REGISTER_PER_ADDRESS: 'off',
      RATE_LIMIT_LOGIN_PER_ADDRESS: 'off',
      VERIFY_EMAIL_URL: 'https://app.example.test/confirm?lang=en#top',
      RESET_PASSWORD_URL: 'https://app.example.test/new-password',
      APP_BASE_URL: 'http://localhost:5000/auth/',
    };
    app = opened.add(await startTestApp({ env }));
  }, 120_000);

  const register = (email: string, fields = {}) =>
    app.post('/api/auth/register', { email, password: PASSWORD, ...fields });

  const mailTo = (email: string, subject: string) =>
    sink.waitFor(
      (mail) => mail.recipients.includes(email) && (mail.subject ?? '').startsWith(subject),
    );

  it('Mails of accounts link to the pages of the application where they are configured', async () => {
    await register('own@example.test');
    const confirm = await mailTo('own@example.test', 'Confirm');
    expect(confirm.text).toMatch(
      /https:\/\/app\.example\.test\/confirm\?lang=en&token=[\w-]{43}#top\n/,
    );
    await app.post('/api/password/forgot', { email: 'own@example.test' });
    const choose = await mailTo('own@example.test', 'Choose');
    expect(choose.text).toMatch(/https:\/\/app\.example\.test\/new-password\?token=[\w-]{43}\n/);
  });

  it('Mails of accounts tell the owner of an address that another person tried to register it, and link to our pages', async () => {
    await register('owner@example.test', { first_name: 'Olga' });
    const { text } = await mailTo('owner@example.test', 'Confirm');
    const token = /token=([\w-]{43})/.exec(text ?? '')?.[1];
    expect((await app.get(`/api/auth/verify-email/${token}`)).status).toBe(200);
    const again = await register('owner@example.test', { first_name: 'Mallory' });
    expect(again.status).toBe(201);
    const mail = await mailTo('owner@example.test', 'You already have');
    expect(mail.text).toContain('Hello Olga,');
    expect(mail.text).toContain('http://localhost:5000/auth/forgot-password');
    expect(mail.text).not.toContain('token=');
  });

  it('Mails of accounts are at most 5 an hour to one mailbox, and the answers do not show it', async () => {
    const answers: string[] = [];
    await register('flooded@example.test');
    for (let n = 0; n < 8; n += 1) {
      const { status, body } = await app.post('/api/auth/resend-verification', {
        email: n % 2 ? 'flooded@example.test' : 'FLOODED@example.test',
      });
      answers.push(JSON.stringify([status, body['message'], body['success']]));
    }
    expect(new Set(answers).size).toBe(1);
    await eventually(() => sink.to('flooded@example.test').length === 5);
    await register('after@example.test');
    await mailTo('after@example.test', 'Confirm');
    expect(sink.to('flooded@example.test')).toHaveLength(5);
    // The link of the last mail that was sent is valid.
    const last = sink.to('flooded@example.test').at(-1)?.text ?? '';
    const token = /token=([\w-]{43})/.exec(last)?.[1];
    const { status } = await app.get(`/api/auth/verify-email/${token}`);
    expect(status).toBe(200);
  });
});

describe('a mail server that takes connections and never answers', () => {
  it('A mail server that never answers delays no request for a mail', async () => {
    const slow = await SlowSmtp.start();
    const app = await startTestApp({ env: { ...slow.env, RATE_LIMIT_ENABLED: 'false' } });
    try {
      const email = 'ann@example.test';
      await app.post('/api/auth/register', { email, password: PASSWORD });
      await eventually(() => slow.standing === 1);
      // All answers have arrived while that SMTP session is still open.
      for (let n = 0; n < 5; n += 1) {
        const body = { email: `${n}@example.test`, password: PASSWORD };
        expect((await app.post('/api/auth/register', body)).status).toBe(201);
        expect((await app.post('/api/auth/resend-verification', { email })).status).toBe(200);
        expect((await app.post('/api/password/forgot', { email })).status).toBe(200);
      }
      expect((await app.get('/health/ready')).status).toBe(200);
      expect(slow.standing).toBeGreaterThan(0);
      expect(slow.accepted).toEqual([]);
    } finally {
      await slow.close();
      await app.close();
    }
  }, 120_000);
});
