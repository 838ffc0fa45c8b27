import { FactorResets } from '#api/factors';
import { FakeClock, type CallOptions, type SmtpSink, type TestApp } from '#libs/testing';
import {
  type Accounts,
  mailTo,
  signIn,
  tokenIn,
  type Account,
  type Problem,
} from '../support/accounts.js';
import { freshProof, proven, showing } from '../support/fresh-proof.js';
import { beginSignIn, showCode } from '../support/factors.js';
import { showFactor } from '../support/show-factor.js';
import { beginTotp, codeAt, confirmTotp, enrolTotp, wrongCodeAt } from '../support/totp.js';
import { withFixture } from '../support/with-fixture.js';

const FACTORS = '/api/auth/factors';
const STEP = 30;
const DAY = 86_400;
const SECRET_KEY = 'a secret of this test that is long enough to be one';

interface Person extends Account {
  readonly token: string;
  nextCode?: () => string;
}

interface Factor {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly last_used_at: string | null;
  readonly codes_left?: number;
}

describe('second factors', () => {
  const clock = new FakeClock('2026-03-01T12:00:00.000Z');
  let app: TestApp;
  let sink: SmtpSink;
  let accounts: Accounts;

  withFixture(async (opened) => {
    const env = { RATE_LIMIT_ENABLED: 'false', SECRET_KEY };
    ({ app, accounts, sink } = await opened.appWithMail({ env, clock }));
  }, 90_000);

  async function aPerson(...roles: string[]): Promise<Person> {
    const account = await accounts.create();
    for (const role of roles) await accounts.grant(account, role);
    return { ...account, token: (await signIn(app, account)).access_token };
  }

  /** Enrols an authenticator app, by which the person proves and signs in from then on. */
  async function enrol(person: Person) {
    const totp = await enrolTotp(app, person, clock.nowMs());
    person.nextCode = () => {
      clock.advanceSeconds(STEP);
      return codeAt(totp.secret, clock.nowMs());
    };
    return totp;
  }

  async function anEnrolled() {
    const person = await aPerson();
    return { person, totp: await enrol(person) };
  }

  /** A new access token of a person with an authenticator app. */
  async function signInAgain(person: Person): Promise<string> {
    const half = await beginSignIn(app, person);
    return (await showCode(app, half, person.nextCode?.() ?? '')).body.access_token;
  }

  const list = async (token: string): Promise<readonly Factor[]> =>
    (await app.get<{ factors: Factor[] }>(FACTORS, { token })).body.factors;
  const remove = (id: string, options: CallOptions) =>
    app.call<Problem & { has_second_factor: boolean }>('DELETE', `${FACTORS}/${id}`, options);
  const newCodes = (options: CallOptions) =>
    app.post<Problem & { recovery_codes: string[] }>(`${FACTORS}/recovery-codes`, {}, options);
  const typesOf = async (account: Account) =>
    (
      await accounts.rows<{ type: string }>(
        `SELECT type FROM audit_events WHERE actor_id = $1 OR target_id = $1::text ORDER BY created_at, id`,
        [account.id],
      )
    ).map(({ type }) => type);

  describe('enrolment of an authenticator app', () => {
    it('An authenticator app counts after its first code, and the account gets ten recovery codes', async () => {
      const person = await aPerson();
      const begun = await beginTotp(app, person, 'Work phone');
      expect(begun.secret).toMatch(/^[A-Z2-7]{32}$/);
      const url = new URL(begun.otpauth_url);
      expect(url.protocol).toBe('otpauth:');
      expect(decodeURIComponent(url.pathname)).toContain(`Gatehouse:${person.email}`);
      expect(Object.fromEntries(url.searchParams)).toMatchObject({
        secret: begun.secret,
        issuer: 'Gatehouse',
      });
      expect(begun.qr_svg).toMatch(/^<svg [^>]*>.*<\/svg>\s*$/s);
      expect(begun.qr_svg).not.toMatch(/<script|<style|href/);
      expect(await list(person.token)).toEqual([]);

      const confirmed = await confirmTotp(
        app,
        person.token,
        begun.id,
        codeAt(begun.secret, clock.nowMs()),
      );
      expect(confirmed.status).toBe(200);
      expect(new Set(confirmed.body.recovery_codes).size).toBe(10);
      expect(await list(person.token)).toEqual([
        expect.objectContaining({ id: begun.id, type: 'totp', name: 'Work phone' }),
        expect.objectContaining({ type: 'recovery_codes', codes_left: 10 }),
      ]);
      const mail = await mailTo(sink, person.email, /second factor .* was added/);
      expect(mail.text).toContain('an authenticator app');
      // Whoever is signed in chooses the name.
      expect(mail.text).not.toContain('Work phone');
      expect(await typesOf(person)).toContain('factor.added');
      expect((await app.get('/metrics')).text).toMatch(
        /gatehouse_factor_events_total\{type="totp",event="enrolled"\} [1-9]/,
      );
    });

    it('The step of the confirmation is used up', async () => {
      const { person, totp } = await anEnrolled();
      const code = codeAt(totp.secret, clock.nowMs());
      expect(await showFactor(app, person.id, { type: 'totp', code })).toBeNull();
      clock.advanceSeconds(STEP);
      const next = codeAt(totp.secret, clock.nowMs());
      const used = await showFactor(app, person.id, { type: 'totp', code: next });
      expect(used).toEqual({ factorId: totp.id, type: 'totp', name: 'Phone', amr: ['otp'] });
    });

    it('An enrolment needs a fresh proof of its purpose', async () => {
      const person = await aPerson();
      const { token } = person;
      const refused = { status: 401, body: { code: 'PROOF_REQUIRED' } };
      expect(await app.post(`${FACTORS}/totp`, {}, { token })).toMatchObject(refused);
      const other = await proven(app, person, 'remove_factor');
      expect(await app.post(`${FACTORS}/totp`, {}, other)).toMatchObject(refused);
    });

    it('An enrolment is confirmed only in its session, only once, and within ten minutes', async () => {
      const person = await aPerson();
      const { access_token: otherToken } = await signIn(app, person);
      const { id, secret } = await beginTotp(app, person);
      const confirm = (token: string) => confirmTotp(app, token, id, codeAt(secret, clock.nowMs()));
      const missing = { status: 404, body: { code: 'FACTOR_NOT_FOUND' } };
      expect(await confirm(otherToken)).toMatchObject(missing);
      expect(await confirm((await aPerson()).token)).toMatchObject(missing);
      clock.advanceSeconds(601);
      expect(await confirm(person.token)).toMatchObject(missing);
      const again = await beginTotp(app, person);
      const code = codeAt(again.secret, clock.nowMs());
      expect((await confirmTotp(app, person.token, again.id, code)).status).toBe(200);
      expect(await confirmTotp(app, person.token, again.id, code)).toMatchObject(missing);
    });

    it('Five wrong codes end an enrolment', async () => {
      const person = await aPerson();
      const { id, secret } = await beginTotp(app, person);
      const wrong = wrongCodeAt(secret, clock.nowMs());
      const refusals = [];
      for (let count = 0; count < 5; count += 1)
        refusals.push(await confirmTotp(app, person.token, id, wrong));
      expect(refusals.map(({ status, body }) => [status, body.code])).toEqual(
        Array(5).fill([400, 'INVALID_FACTOR_CODE']),
      );
      const right = await confirmTotp(app, person.token, id, codeAt(secret, clock.nowMs()));
      expect(right).toMatchObject({ status: 404, body: { code: 'FACTOR_NOT_FOUND' } });
    });

    it('An account has at most five authenticator apps, and one enrolment at a time', async () => {
      const person = await aPerson();
      const first = await beginTotp(app, person);
      await enrol(person);
      const code = codeAt(first.secret, clock.nowMs());
      expect((await confirmTotp(app, person.token, first.id, code)).status).toBe(404);
      for (let count = 1; count < 5; count += 1) await enrol(person);
      const options = await proven(app, person, 'add_factor');
      const sixth = await app.post(`${FACTORS}/totp`, {}, options);
      expect(sixth).toMatchObject({ status: 409, body: { code: 'FACTOR_LIMIT_REACHED' } });
    });

    it.each([{ code: 287082 }, {}, { code: 'x'.repeat(33) }, { code: null }])(
      'A confirmation with the body %j is refused as invalid',
      async (body) => {
        const person = await aPerson();
        const { id } = await beginTotp(app, person);
        const path = `${FACTORS}/totp/${id}/confirm`;
        const answer = await app.post(path, body, { token: person.token });
        expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
      },
    );

    it('A dump of the database has neither the secret nor a recovery code in clear', async () => {
      const { person, totp } = await anEnrolled();
      const dump = JSON.stringify(
        await accounts.rows(
          `SELECT encode(t.secret, 'escape') AS secret, encode(c.code_hash, 'escape') AS code, f.*
           FROM factors f LEFT JOIN totp_secrets t ON t.factor_id = f.id LEFT JOIN recovery_codes c ON c.factor_id = f.id
           WHERE f.user_id = $1`,
          [person.id],
        ),
      );
      expect(dump).toContain(totp.id);
      for (const plain of [totp.secret, ...totp.recoveryCodes]) {
        expect(dump).not.toContain(plain);
        expect(dump).not.toContain(plain.replace('-', ''));
      }
    });

    it('A secret that was kept under another key is refused clearly, and not skipped', async () => {
      const { person, totp } = await anEnrolled();
      clock.advanceSeconds(STEP);
      const sql =
        'UPDATE totp_secrets SET secret = set_byte(secret, 20, get_byte(secret, 20) # 1) WHERE factor_id = $1';
      await accounts.rows(sql, [totp.id]);
      const code = codeAt(totp.secret, clock.nowMs());
      const shown = showFactor(app, person.id, { type: 'totp', code });
      await expect(shown).rejects.toMatchObject({ code: 'FACTOR_UNREADABLE' });
    });
  });

  describe('the factors of an account', () => {
    it('A factor is renamed', async () => {
      const { person, totp } = await anEnrolled();
      const { token } = person;
      const renamed = await app.call<{ factor: Factor }>('PATCH', `${FACTORS}/${totp.id}`, {
        token,
        body: { name: 'Old phone' },
      });
      expect(renamed).toMatchObject({ status: 200, body: { factor: { name: 'Old phone' } } });
      const invalid = await app.call('PATCH', `${FACTORS}/${totp.id}`, {
        token,
        body: { name: 'a\u0000b' },
      });
      expect(invalid.status).toBe(400);
    });

    it("Another account's factor does not exist", async () => {
      const { totp } = await anEnrolled();
      const other = await aPerson();
      const missing = { status: 404, body: { code: 'FACTOR_NOT_FOUND' } };
      const options = await proven(app, other, 'remove_factor');
      expect(await remove(totp.id, options)).toMatchObject(missing);
      expect(await remove('no-id', options)).toMatchObject(missing);
      const body = { name: 'Mine' };
      const renamed = await app.call('PATCH', `${FACTORS}/${totp.id}`, {
        token: other.token,
        body,
      });
      expect(renamed).toMatchObject(missing);
    });

    it('The recovery codes go with the last second factor, and devices and fresh proofs end', async () => {
      const { person, totp } = await anEnrolled();
      const second = await enrol(person);
      expect(second.recoveryCodes).toEqual([]);
      await accounts.rows(
        `UPDATE devices SET factor_remembered_until = now() + interval '1 year' WHERE user_id = $1`,
        [person.id],
      );
      const spare = await freshProof(app, person, 'add_factor');
      const first = await remove(totp.id, await proven(app, person, 'remove_factor'));
      expect(first).toMatchObject({ status: 200, body: { has_second_factor: true } });
      expect((await list(person.token)).map(({ type }) => type)).toEqual([
        'recovery_codes',
        'totp',
      ]);
      const remembered =
        'SELECT id FROM devices WHERE user_id = $1 AND factor_remembered_until IS NOT NULL';
      expect(await accounts.rows(remembered, [person.id])).toEqual([]);
      const late = await newCodes({ token: person.token, headers: showing(spare) });
      expect(late).toMatchObject({ status: 401, body: { code: 'PROOF_REQUIRED' } });

      const last = await remove(second.id, await proven(app, person, 'remove_factor'));
      expect(last).toMatchObject({ status: 200, body: { has_second_factor: false } });
      expect(await list(person.token)).toEqual([]);
      const mail = await mailTo(sink, person.email, /second factor .* was removed/, 2);
      expect(mail.text).toContain('It was the last one');
      expect((await typesOf(person)).filter((type) => type === 'factor.removed')).toHaveLength(2);
    });

    it('A factor stays without a fresh proof', async () => {
      const { person, totp } = await anEnrolled();
      const refused = await remove(totp.id, { token: person.token });
      expect(refused).toMatchObject({ status: 401, body: { code: 'PROOF_REQUIRED' } });
      expect(await list(person.token)).toHaveLength(2);
    });
  });

  describe('recovery codes', () => {
    const show = ({ id }: Account, code: string) =>
      showFactor(app, id, { type: 'recovery_codes', code });

    it('A recovery code is accepted once, however it is typed, and the owner is mailed', async () => {
      const { person, totp } = await anEnrolled();
      const [code = '', other = ''] = totp.recoveryCodes;
      const typed = ` ${code.toUpperCase().replace('-', ' ')}`;
      expect(await show(person, typed)).toMatchObject({ type: 'recovery_codes', amr: ['otp'] });
      expect(await show(person, code)).toBeNull();
      expect(await show(await aPerson(), other)).toBeNull();
      const mail = await mailTo(sink, person.email, /recovery code .* was used/);
      expect(mail.text).toContain('9 codes are left.');
      expect(mail.text).not.toContain('That is few');
      const [, codes] = await list(person.token);
      expect(codes).toMatchObject({ codes_left: 9, last_used_at: clock.now().toISOString() });
    });

    it('The owner is warned when three recovery codes are left', async () => {
      const { person, totp } = await anEnrolled();
      for (const code of totp.recoveryCodes.slice(0, 7)) await show(person, code);
      const mail = await mailTo(sink, person.email, /recovery code .* was used/, 7);
      expect(mail.text).toContain('3 codes are left.');
      expect(mail.text).toContain('That is few: make new codes');
    });

    it('New recovery codes take the place of all older ones', async () => {
      const { person, totp } = await anEnrolled();
      const answer = await newCodes(await proven(app, person, 'add_factor'));
      expect(answer.status).toBe(201);
      const [old = ''] = totp.recoveryCodes;
      const [fresh = ''] = answer.body.recovery_codes;
      expect(await show(person, old)).toBeNull();
      expect(await show(person, fresh)).not.toBeNull();
    });

    it('An account without a second factor gets no recovery codes', async () => {
      const person = await aPerson();
      const answer = await newCodes(await proven(app, person, 'add_factor'));
      expect(answer).toMatchObject({ status: 409, body: { code: 'SECOND_FACTOR_MISSING' } });
    });
  });

  describe('a reset by an operator', () => {
    const reset = async (admin: Person, id: string) =>
      app.call<Problem & { due_at: string }>(
        'DELETE',
        `/api/users/${id}/factors`,
        await proven(app, admin, 'reset_factors'),
      );
    const object = (token: string) => app.post<Problem>(`${FACTORS}/reset/object`, { token });
    const ordered = (person: Account, nth = 1) =>
      mailTo(sink, person.email, /second factors .* will be removed/, nth);
    const doDue = () => app.nest.get(FactorResets, { strict: false }).doDue(100);

    it('The factors are removed after 24 hours, and the sessions end', async () => {
      const { person } = await anEnrolled();
      const admin = await aPerson('admin');
      const answer = await reset(admin, person.id);
      const dueAt = new Date(clock.nowMs() + DAY * 1000).toISOString();
      expect(answer).toMatchObject({ status: 200, body: { due_at: dueAt } });
      clock.advanceSeconds(60);
      expect(await reset(admin, person.id)).toMatchObject({ status: 200, body: { due_at: dueAt } });
      await ordered(person);

      clock.advanceSeconds(DAY - 60 - 2 * STEP);
      expect(await doDue()).toBe(0);
      const token = await signInAgain(person);
      expect(await list(token)).toHaveLength(2);
      clock.advanceSeconds(STEP);
      expect(await doDue()).toBe(1);
      expect(await doDue()).toBe(0);
      expect((await app.get(FACTORS, { token })).status).toBe(401);
      expect(await list((await signIn(app, person)).access_token)).toEqual([]);
      await mailTo(sink, person.email, /second factors .* were removed/);
      const types = await typesOf(person);
      expect(types).toEqual(expect.arrayContaining(['factors.reset_ordered', 'factors.reset']));
    });

    it('The owner objects by the mailed link once, and the factors stay', async () => {
      const { person } = await anEnrolled();
      await reset(await aPerson('admin'), person.id);
      const token = tokenIn(await ordered(person));
      const page = await app.get(`/object-factor-reset?token=${token}`);
      expect(page).toMatchObject({ status: 200, text: expect.stringContaining('Keep my factors') });
      expect((await object(token)).status).toBe(200);
      const again = await object(token);
      expect(again).toMatchObject({ status: 400, body: { code: 'INVALID_OBJECTION_TOKEN' } });
      expect((await app.get(`/object-factor-reset?token=${token}`)).status).toBe(400);
      clock.advanceSeconds(DAY + 1);
      expect(await doDue()).toBe(0);
      expect(await list(await signInAgain(person))).toHaveLength(2);
      expect(await typesOf(person)).toContain('factors.reset_objected');
    });

    it('An objection that comes too late is refused', async () => {
      const { person } = await anEnrolled();
      await reset(await aPerson('admin'), person.id);
      const token = tokenIn(await ordered(person));
      clock.advanceSeconds(DAY);
      expect(await object(token)).toMatchObject({
        status: 400,
        body: { code: 'INVALID_OBJECTION_TOKEN' },
      });
      expect(await doDue()).toBe(1);
    });

    it.each(['', 'x', 'A'.repeat(43)])('The objection %j is refused', async (token) => {
      const answer = await object(token);
      expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_OBJECTION_TOKEN' } });
    });

    it('The page of the mail keeps the factors', async () => {
      const { person } = await anEnrolled();
      await reset(await aPerson('admin'), person.id);
      const token = tokenIn(await ordered(person));
      const answer = await app.call('POST', '/object-factor-reset', {
        rawBody: new URLSearchParams({ token }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('stay') });
      clock.advanceSeconds(DAY);
      expect(await doDue()).toBe(0);
    });

    describe('by an administrator who is not to be believed any more', () => {
      /** An order that is due, after what happened meanwhile. */
      async function afterOrder(act: (admin: Person, person: Person) => Promise<unknown>) {
        const { person } = await anEnrolled();
        const admin = await aPerson('user_manager');
        expect((await reset(admin, person.id)).status).toBe(200);
        clock.advanceSeconds(60);
        await act(admin, person);
        clock.advanceSeconds(DAY);
        await doDue();
        const dropped = await accounts.row<{ code: string; outcome: string }>(
          `SELECT code, outcome FROM audit_events WHERE type = 'factors.reset_dropped' AND target_id = $1`,
          [person.id],
        );
        const left = await accounts.rows('SELECT 1 FROM factors WHERE user_id = $1', [person.id]);
        return { dropped, left: left.length };
      }
      const refused = (code: string) => ({ dropped: { code, outcome: 'refused' }, left: 2 });

      it('The factors stay when the role is taken from the administrator', async () => {
        const sql = 'DELETE FROM user_service_roles WHERE user_id = $1';
        const outcome = await afterOrder(({ id }) => accounts.rows(sql, [id]));
        expect(outcome).toEqual(refused('PERMISSION_DENIED'));
      });

      it.each([
        ['deactivated', 'UPDATE users SET is_active = false WHERE id = $1'],
        ['erased', 'DELETE FROM users WHERE id = $1'],
      ])('The factors stay when the administrator is %s', async (_, sql) => {
        const outcome = await afterOrder(({ id }) => accounts.rows(sql, [id]));
        expect(outcome).toEqual(refused('SESSION_ENDED'));
      });

      it('The factors stay when the account was given more than the administrator holds', async () => {
        const outcome = await afterOrder((_, person) => accounts.grant(person, 'admin'));
        expect(outcome).toEqual(refused('ACCOUNT_HOLDS_MORE'));
      });

      it('The factors stay when the password of the administrator was reset', async () => {
        const outcome = await afterOrder(async (admin) => {
          const token = await accounts.mailedToken(admin, 'reset_password');
          const body = { token, password: 'seven herons over the weir' };
          expect((await app.post('/api/password/reset', body)).status).toBe(200);
        });
        expect(outcome).toEqual(refused('SESSION_ENDED'));
      });

      it('The factors stay when the session of the order was ended from another one', async () => {
        const outcome = await afterOrder(async (admin) => {
          const { access_token: token } = await signIn(app, admin);
          const others = await app.call('DELETE', '/api/auth/sessions', { token });
          expect(others.status).toBe(200);
        });
        expect(outcome).toEqual(refused('SESSION_ENDED'));
      });

      it('The order is withdrawn when the session was not the own one, also after a sign-out', async () => {
        const outcome = await afterOrder(async (admin) => {
          await enrolTotp(app, admin, clock.nowMs());
          const denial = tokenIn(await mailTo(sink, admin.email, /second factor .* was added/));
          await app.post('/api/auth/logout', {}, { token: admin.token });
          expect((await app.post('/api/auth/sign-ins/deny', { token: denial })).status).toBe(200);
          const [event] = await accounts.rows<{ details: Record<string, unknown> }>(
            `SELECT details FROM audit_events WHERE type = 'sign_in.denied' AND target_id = $1`,
            [admin.id],
          );
          expect(event?.details['factor_resets_withdrawn']).toHaveLength(1);
        });
        expect(outcome).toEqual({ dropped: undefined, left: 2 });
      });

      it('The factors go when the administrator has only signed out', async () => {
        const outcome = await afterOrder(({ token }) =>
          app.post('/api/auth/logout', {}, { token }),
        );
        expect(outcome).toEqual({ dropped: undefined, left: 0 });
      });
    });

    it('A factor that was added after the order stays, and the mail says so', async () => {
      const { person } = await anEnrolled();
      const admin = await aPerson('admin');
      await reset(admin, person.id);
      clock.advanceSeconds(60);
      const later = await enrol(person);
      clock.advanceSeconds(DAY);
      expect(await doDue()).toBe(1);
      const left = await accounts.rows('SELECT id FROM factors WHERE user_id = $1', [person.id]);
      expect(left).toEqual([{ id: later.id }]);
      const mail = await mailTo(sink, person.email, /second factors .* were removed/);
      expect(mail.text).toContain('Those that were added later stay');
      await beginSignIn(app, person);
    });

    it('An order of which no factor is left ends nothing', async () => {
      const { person, totp } = await anEnrolled();
      await reset(await aPerson('admin'), person.id);
      clock.advanceSeconds(60);
      await enrol(person);
      await newCodes(await proven(app, person, 'add_factor'));
      await remove(totp.id, await proven(app, person, 'remove_factor'));
      const before = await accounts.liveSessions(person);
      clock.advanceSeconds(DAY);
      await doDue();
      const left = await accounts.rows('SELECT 1 FROM factors WHERE user_id = $1', [person.id]);
      expect([left.length, await accounts.liveSessions(person)]).toEqual([2, before]);
    });

    it('Nobody resets the factors of an account that holds more, nor without permission or fresh proof', async () => {
      const admin = await aPerson('admin');
      const person = await aPerson();
      await enrol(admin);
      const manager = await aPerson('user_manager');
      expect(await reset(manager, admin.id)).toMatchObject({
        status: 403,
        body: { code: 'ACCOUNT_HOLDS_MORE' },
      });
      expect(await reset(await aPerson('readonly'), person.id)).toMatchObject({
        status: 403,
        body: { code: 'PERMISSION_DENIED' },
      });
      expect(await reset(manager, person.id)).toMatchObject({
        status: 404,
        body: { code: 'FACTOR_NOT_FOUND' },
      });
      const { token } = manager;
      await enrolTotp(app, person, clock.nowMs());
      const unproven = await app.call('DELETE', `/api/users/${person.id}/factors`, { token });
      expect(unproven).toMatchObject({ status: 401, body: { code: 'PROOF_REQUIRED' } });
    });
  });
});
