import { FakeClock, startSmtpSink, type Answer, type SmtpSink } from '#libs/testing';
import { DatabaseProbe } from '../migrations/support/database-probe.js';
import { mailTo, tokenIn, PASSWORD } from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';
import { Fixture, type SignedInUser } from './support/fixture.js';

const RIGHT = PASSWORD;
const WRONG = 'not the password of anybody';
const OFF = { RATE_LIMIT_LOGIN_PER_ADDRESS: 'off', RATE_LIMIT_LOGIN_PER_ACCOUNT: 'off' };

describe('guesses of passwords', () => {
  const clock = new FakeClock('2026-03-01T00:00:00.000Z');
  let fixture: Fixture;
  let sink: SmtpSink;

  withFixture(async (opened) => {
    sink = opened.add(await startSmtpSink());
    const env = { ...sink.env, ...OFF, RATE_LIMIT_ENABLED: 'true', CAPTCHA_MODE: 'off', PASSWORD_BACKOFF_FREE_TRIES: '4', PASSWORD_BACKOFF_MAX_SECONDS: '900' }; // prettier-ignore
    fixture = opened.add(await Fixture.open({ env, clock }));
  }, 90_000);

  const login = (email: string, password = WRONG) =>
    fixture.app.post('/api/auth/login', { email, password });
  const statusesOf = (answers: readonly Answer[]) => answers.map(({ status }) => status);

  async function guess(email: string, count: number): Promise<Answer[]> {
    const answers: Answer[] = [];
    while (answers.length < count) answers.push(await login(email));
    return answers;
  }

  it('Password guesses wait longer with each wrong one, the same for an account that does not exist', async () => {
    const { email } = await fixture.person();
    for (const victim of [email, 'nobody@example.org']) {
      expect(statusesOf(await guess(victim, 5))).toEqual([401, 401, 401, 401, 429]);
      for (const seconds of [1, 2, 4, 8]) {
        const [refused] = await guess(victim, 1);
        expect(refused?.body).toMatchObject({ code: 'RATE_LIMITED' });
        expect(refused?.headers['retry-after']).toBe(String(seconds));
        expect(refused?.headers).toMatchObject({ 'ratelimit-limit': '4', 'ratelimit-remaining': '0', 'ratelimit-reset': String(seconds) }); // prettier-ignore
        clock.advanceSeconds(seconds);
        expect(statusesOf(await guess(victim, 2))).toEqual([401, 429]);
      }
    }
  });

  it('Password guesses are counted before the check of the password: a concurrent burst has no more checks than serial tries', async () => {
    const { email } = await fixture.person();
    const answers = await Promise.all(Array.from({ length: 60 }, () => login(email)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(4);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(56);
  });

  it('Password guesses count though nothing else of the failed sign-in can be written', async () => {
    const { email } = await fixture.person();
    const probe = await DatabaseProbe.open(fixture.app.databaseUrl);
    await probe.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON audit_events EXECUTE FUNCTION refuse();`);
    try {
      expect(statusesOf(await guess(email, 4))).toEqual([500, 500, 500, 500]);
    } finally {
      await probe.query('DROP TRIGGER refuse ON audit_events; DROP FUNCTION refuse');
      await probe.close();
    }
    expect((await login(email, RIGHT)).status).toBe(429);
  });

  it('Password guesses never lock an account out for good: a reset ends the wait', async () => {
    const { email } = await fixture.person();
    await guess(email, 6);
    expect((await login(email, RIGHT)).status).toBe(429);
    await fixture.app.post('/api/password/forgot', { email });
    const token = tokenIn(await mailTo(sink, email, /Choose a new password/));
    const password = 'another long enough password';
    const reset = await fixture.app.post('/api/password/reset', { token, password });
    expect(reset.status).toBe(200);
    expect((await login(email, password)).status).toBe(200);
  });

  it('Password guesses slow down a signed-in user only by their own wrong answers', async () => {
    const person: SignedInUser = await fixture.person();
    await guess(person.email, 6);
    const change = (current: string) =>
      fixture.as(person, 'POST', '/api/auth/change-password', {
        current_password: current,
        new_password: 'a new long enough password',
      });
    const wrong: Answer[] = [];
    while (wrong.length < 5) wrong.push(await change(WRONG));
    expect(statusesOf(wrong)).toEqual([400, 400, 400, 400, 429]);
    clock.advanceSeconds(2);
    expect((await change(RIGHT)).status).toBe(200);
  });

  it('Password guesses never exceed a hundred a day, and never wait longer than configured', async () => {
    const { email } = await fixture.person();
    let looked = 0;
    for (let second = 0; second < 3600; second += 60) {
      const answer = await login(email);
      if (answer.status === 401) looked += 1;
      else expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(900);
      clock.advanceSeconds(60);
    }
    expect(looked).toBeLessThan(20);
    clock.advanceSeconds(900);
    expect((await login(email, RIGHT)).status).toBe(200);
    expect(statusesOf(await guess(email, 5))).toEqual([401, 401, 401, 401, 429]);
  });
});

describe('two hundred wrong passwords from one address', () => {
  it('Most of two hundred wrong passwords from one address are not checked, and the owner can sign in from another after the wait', async () => {
    const clock = new FakeClock('2026-03-01T00:00:00.000Z');
    const env = { RATE_LIMIT_ENABLED: 'true', TRUST_PROXY: 'loopback' };
    const fixture = await Fixture.open({ env, clock });
    try {
      const { email } = await fixture.person();
      const login = (password: string, ip: string) =>
        fixture.app.post('/api/auth/login', { email, password }, { headers: { 'x-forwarded-for': ip } }); // prettier-ignore
      const looks: boolean[] = [];
      while (looks.length < 200) {
        looks.push((await login(WRONG, '192.0.2.66')).status === 401);
        clock.advanceSeconds(1);
      }
      expect(looks.slice(0, 100)).toContain(false);
      expect(looks.filter(Boolean).length).toBeLessThan(20);
      for (let tries = 0; tries < 3; tries += 1) {
        const { status, headers } = await login(RIGHT, '192.0.2.7');
        if (status === 200) return;
        expect(status).toBe(429);
        clock.advanceSeconds(Number(headers['retry-after']));
      }
      expect((await login(RIGHT, '192.0.2.7')).status).toBe(200);
    } finally {
      await fixture.close();
    }
  }, 90_000);
});
