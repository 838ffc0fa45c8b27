import { newId, randomToken, sha256 } from '#libs/kernel';
import type { Answer } from '#libs/testing';
import {
  anEmail,
  mailTo,
  me,
  OTHER_PASSWORD,
  signIn,
  tokenIn,
  type Account,
  type Problem,
  type SignedIn,
} from '../support/accounts.js';
import { freshProof, proven } from '../support/fresh-proof.js';
import { proveByProvider } from './support/providers/provider-proof.js';
import { Setting } from './support/providers/setting.js';
import { withFixture } from '../support/with-fixture.js';

const BERLIN = '193.99.144.80';
const TOKYO = '133.242.0.1';

let count = 0;
const aSubject = () => `recovery-${process.pid}-${(count += 1)}`;

interface WayIn {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly email: string | null;
  readonly ip: string | null;
  readonly keepable: boolean;
}

describe('account recovery', () => {
  let setting: Setting;

  withFixture(async (opened) => {
    setting = opened.add(await Setting.open({ TRUST_PROXY: 'loopback' }));
  }, 120_000);
  beforeEach(() => setting.provider.reset());

  interface Held {
    readonly token: string;
    readonly device: string;
    readonly password: string;
  }

  const login = (account: Account, from: string, device?: string): Promise<Answer<SignedIn>> =>
    setting.app.post(
      '/api/auth/login',
      { email: account.email, password: account.password },
      { headers: { 'x-forwarded-for': from, ...(device && { 'x-device-token': device }) } },
    );

  async function enter(account: Account, from: string): Promise<Held> {
    const answer = await login(account, from);
    expect(answer.status).toBe(200);
    const device = String(answer.headers['x-device-token']);
    return { token: answer.body.access_token, device, password: account.password };
  }

  /** Links a provider, with a proof of the own account. */
  async function link(
    held: Pick<Held, 'token' | 'password'>,
    provider = 'google',
    email = anEmail('thief'),
  ) {
    const options = await proven(setting.app, held, 'link_identity');
    const subject = aSubject();
    setting.person({ sub: subject, email });
    const visitor = setting.visitor();
    const begun = await visitor.post<{ authorization_url: string }>(
      `/api/auth/identities/${provider}`,
      { ...options, body: {} },
    );
    const linked = await visitor.get<{ identity: { id: string } }>(
      await visitor.consent(begun.body.authorization_url),
    );
    expect(linked.status).toBe(200);
    return { id: linked.body.identity.id, subject, email };
  }

  const identitiesOf = async ({ id }: Account) => {
    const sql = 'SELECT id FROM identities WHERE user_id = $1 ORDER BY id';
    return (await setting.accounts.rows<{ id: string }>(sql, [id])).map((row) => row.id);
  };

  const knownDevices = async ({ id }: Account) =>
    (
      await setting.accounts.rows<{ id: string }>(
        'SELECT id FROM devices WHERE user_id = $1 AND is_known ORDER BY id',
        [id],
      )
    ).map((row) => row.id);

  const eventOf = async (account: Account, type: string) =>
    (
      await setting.accounts.row<{ details: Record<string, unknown> }>(
        'SELECT details FROM audit_events WHERE target_id = $1 AND type = $2 ORDER BY id DESC',
        [account.id, type],
      )
    )?.details;

  describe('by "this was not me"', () => {
    /** The session of the owner, and that of an attacker, of which the owner gets a mail. */
    async function intrusion(role?: string) {
      const account = await setting.accounts.create();
      if (role !== undefined) await setting.accounts.grant(account, role);
      const owner = await enter(account, BERLIN);
      const thief = await enter(account, TOKYO);
      const token = tokenIn(await mailTo(setting.sink, account.email, /Was it you/));
      const deny = () => setting.app.post('/api/auth/sign-ins/deny', { token });
      return { account, owner, thief, deny };
    }

    it('A denial removes the provider that the denied session linked, and keeps that of the owner', async () => {
      const { account, owner, thief, deny } = await intrusion();
      const own = await link(owner, 'acme', anEmail('own'));
      const theirs = await link(thief);
      expect((await deny()).status).toBe(200);
      expect(await identitiesOf(account)).toEqual([own.id]);
      setting.person({ sub: theirs.subject, email: theirs.email });
      const again = await setting.visitor().signIn('google');
      expect(again.body.user.id).not.toBe(account.id);
      expect(await eventOf(account, 'sign_in.denied')).toMatchObject({
        identities_removed: [theirs.id],
      });
      const mail = await mailTo(setting.sink, account.email, /is removed/);
      expect(mail.text).toMatch(/signing in with google \(since .* UTC, from /);
    });

    it('A denial removes what was made in a session that came by an addition of the denied one', async () => {
      const { account, thief, deny } = await intrusion();
      await link(thief);
      const further = await setting.visitor().signIn('google');
      expect(further.body.user.id).toBe(account.id);
      await link({ token: further.body.access_token, password: account.password }, 'acme');
      expect(await identitiesOf(account)).toHaveLength(2);
      expect((await deny()).status).toBe(200);
      expect(await identitiesOf(account)).toEqual([]);
    });

    it('A denial removes what came by an addition that was unlinked again', async () => {
      const { account, thief, deny } = await intrusion();
      const first = await link(thief);
      const { access_token: token } = (await setting.visitor().signIn('google')).body;
      const further = { token, password: account.password };
      await link(further, 'acme');
      const unlinked = await setting.app.delete(
        `/api/auth/identities/${first.id}`,
        await proven(setting.app, further, 'unlink_identity'),
      );
      expect(unlinked.status).toBe(200);
      expect((await deny()).status).toBe(200);
      expect(await identitiesOf(account)).toEqual([]);
    });

    it('A denial removes what was made under a password that the denied session had set', async () => {
      const { account, thief, deny } = await intrusion();
      const password = 'the password of a thief';
      const change = { current_password: account.password, new_password: password };
      await setting.app.post('/api/auth/change-password', change, { token: thief.token });
      await link(await enter({ ...account, password }, BERLIN));
      expect((await deny()).status).toBe(200);
      expect(await identitiesOf(account)).toEqual([]);
    });

    it('A denial ends a merge proof that a provider gave in the session of another account', async () => {
      setting.person({ sub: aSubject(), email: anEmail('victim') });
      const { body: victim } = await setting.visitor().signIn('google');
      const thief = await enter(await setting.accounts.create(), TOKYO);
      const own = await proven(setting.app, thief, 'merge');
      const proved = await proveByProvider(setting.visitor(), thief.token, { purpose: 'merge' });
      const merge = () =>
        setting.app.post<Problem>('/api/auth/merge', { other_proof: proved.body.proof }, own);
      expect((await merge()).status).toBe(200);
      const token = randomToken();
      await setting.accounts.rows(
        `INSERT INTO sign_in_links (token_hash, purpose, user_id, device_id, email_canonical, created_at, expires_at)
         SELECT $1, 'deny', u.id, $3, u.email_canonical, now(), now() + interval '1 hour' FROM users u WHERE u.id = $2`,
        [sha256(token), victim.user.id, newId()],
      );
      expect((await setting.app.post('/api/auth/sign-ins/deny', { token })).status).toBe(200);
      expect(await merge()).toMatchObject({ status: 400, body: { code: 'INVALID_MERGE' } });
    });

    it('A denial forgets every device that was trusted since the denied session began', async () => {
      const { account, deny } = await intrusion();
      const [first] = await knownDevices(account);
      await enter(account, TOKYO);
      expect(await knownDevices(account)).toHaveLength(3);
      expect((await deny()).status).toBe(200);
      expect(await knownDevices(account)).toEqual([first]);
    });

    describe('of an administrator', () => {
      const mint = async (held: Held) => {
        const { body: listed } = await setting.app.get<{ services: { id: string }[] }>(
          '/api/roles/services',
          { token: held.token },
        );
        const body = { service_id: listed.services[0]?.id, name: `token ${(count += 1)}` };
        const minted = await setting.app.post<{ token_data: { token: string; id: string } }>(
          '/api/tokens',
          body,
          await proven(setting.app, held, 'mint_token'),
        );
        expect(minted.status).toBe(201);
        return minted.body.token_data;
      };
      const validate = async ({ token }: { readonly token: string }) =>
        (await setting.app.get('/api/tokens/validate', { token })).status;

      it('A denial by an administrator revokes the application tokens that the denied session minted, and no others', async () => {
        const { account, owner, thief, deny } = await intrusion('admin');
        const own = await mint(owner);
        const theirs = await mint(thief);
        expect([await validate(own), await validate(theirs)]).toEqual([200, 200]);
        expect((await deny()).status).toBe(200);
        expect([await validate(own), await validate(theirs)]).toEqual([200, 401]);
        expect(await eventOf(account, 'sign_in.denied')).toMatchObject({
          tokens_revoked: [theirs.id],
        });
      });

      it('A denial by an administrator revokes an older token that the denied session rotated', async () => {
        const { owner, thief, deny } = await intrusion('admin');
        const { id } = await mint(owner);
        const rotated = await setting.app.post<{ token_data: { token: string } }>(
          `/api/tokens/${id}/rotate`,
          {},
          await proven(setting.app, thief, 'rotate_token'),
        );
        expect(rotated.status).toBe(200);
        expect((await deny()).status).toBe(200);
        expect(await validate(rotated.body.token_data)).toBe(401);
      });

      it('A denial keeps the tokens of another account that has proved this one for a merge', async () => {
        const account = await setting.accounts.create();
        await enter(account, BERLIN);
        const merging = await setting.accounts.create();
        await setting.accounts.grant(merging, 'admin');
        const held = await enter(merging, BERLIN);
        const minted = await mint(held);
        const { email, password } = account;
        const proved = await setting.app.post(
          '/api/auth/proofs',
          { purpose: 'merge', email, password },
          { token: held.token, headers: { 'x-forwarded-for': TOKYO } },
        );
        expect(proved.status).toBe(201);
        const token = tokenIn(await mailTo(setting.sink, email, /Was it you/));
        const denied = await setting.app.post('/api/auth/sign-ins/deny', { token });
        expect(denied.status).toBe(200);
        expect(await eventOf(account, 'sign_in.denied')).toMatchObject({ tokens_revoked: [] });
        expect(await validate(minted)).toBe(200);
        expect((await me(setting.app, held.token)).status).toBe(200);
      });

      it('A denial by an administrator reports the acts of the denied session on other accounts to the administrators and the audit trail', async () => {
        const judge = await setting.accounts.create();
        await setting.accounts.grant(judge, 'admin');
        const { account, thief, deny } = await intrusion('admin');
        const name = `service of a thief ${(count += 1)}`;
        const made = await setting.app.post(
          '/api/roles/services',
          { name },
          { token: thief.token },
        );
        expect(made.status).toBe(201);
        expect((await deny()).status).toBe(200);
        const mail = await mailTo(setting.sink, judge.email, /has acted/);
        expect(mail.text).toContain('service.created (1)');
        expect(mail.text).toContain(account.id);
        expect(await eventOf(account, 'sign_in.denied')).toMatchObject({
          acts_on_others: { 'service.created': 1 },
        });
      });
    });
  });

  describe('by a reset', () => {
    const aToken = (account: Account) => setting.accounts.mailedToken(account, 'reset_password');
    const waysIn = (token: string) =>
      setting.app.post<Problem & { ways_in: WayIn[]; review_days: number }>(
        '/api/password/reset/ways-in',
        { token },
      );
    const reset = (token: string, keep?: unknown) =>
      setting.app.post<Problem & { removed: WayIn[] }>('/api/password/reset', {
        token,
        password: OTHER_PASSWORD,
        ...(keep !== undefined && { keep }),
      });
    const age = (id: string, days: number) =>
      setting.accounts.rows(
        `UPDATE identities SET created_at = now() - make_interval(days => $2) WHERE id = $1`,
        [id, days],
      );

    it('A reset preview shows the holder of the token what would be removed, and uses nothing up', async () => {
      const account = await setting.accounts.create();
      const session = await enter(account, TOKYO);
      const theirs = await link(session);
      const token = await aToken(account);
      const shown = await waysIn(token);
      expect(shown).toMatchObject({ status: 200, body: { review_days: 30 } });
      expect(shown.body.ways_in).toMatchObject([
        { id: theirs.id, kind: 'identity', name: 'google', email: theirs.email, keepable: true },
        { kind: 'device', ip: TOKYO, keepable: true },
      ]);
      expect((await waysIn(token)).status).toBe(200);
      expect((await reset(token)).status).toBe(200);
      for (const used of [token, 'A'.repeat(43), '']) {
        expect(await waysIn(used)).toMatchObject({
          status: 400,
          body: { code: 'INVALID_RESET_TOKEN' },
        });
      }
    });

    it('A reset removes recent additions that are not kept; the mail and the audit trail list them', async () => {
      const account = await setting.accounts.create();
      const session = await enter(account, TOKYO);
      const own = await link(session, 'acme', anEmail('own'));
      const theirs = await link(session);
      const old = await link(session, 'acme', anEmail('old'));
      await age(old.id, 31);
      const done = await reset(await aToken(account), [own.id]);
      expect(done.body.removed.map(({ id }) => id)).toContain(theirs.id);
      expect(await identitiesOf(account)).toEqual([own.id, old.id].sort());
      expect(await knownDevices(account)).toEqual([]);
      const mail = await mailTo(setting.sink, account.email, /was changed/);
      expect(mail.text).toMatch(/were removed with it: signing in with google \(since/);
      expect(mail.text).toMatch(/looked at and kept: signing in with acme \(since/);
      expect(await eventOf(account, 'user.password_reset')).toMatchObject({
        identities_removed: 1,
        devices_forgotten: 1,
        kept: [{ kind: 'identity', id: own.id, name: 'acme' }],
      });
    });

    it('A reset keeps a named device, and forgets the others', async () => {
      const account = await setting.accounts.create();
      const phone = await enter(account, BERLIN);
      await enter(account, TOKYO);
      const token = await aToken(account);
      const mine = (await waysIn(token)).body.ways_in.find(({ ip }) => ip === BERLIN);
      expect((await reset(token, [mine?.id])).status).toBe(200);
      expect(await knownDevices(account)).toEqual([mine?.id]);
      const changed = { ...account, password: OTHER_PASSWORD };
      expect((await login(changed, BERLIN, phone.device)).status).toBe(200);
    });

    it('A reset without a choice, as older clients send it, removes all and leaves the new password', async () => {
      const account = await setting.accounts.create({ password: null });
      setting.person({ sub: aSubject(), email: account.email });
      expect((await setting.visitor().signIn('google')).body.user.id).toBe(account.id);
      expect((await reset(await aToken(account))).status).toBe(200);
      expect(await identitiesOf(account)).toEqual([]);
      expect(await signIn(setting.app, { ...account, password: OTHER_PASSWORD })).toBeTruthy();
    });

    it('A reset ignores identities of other accounts, whichever are named', async () => {
      const [account, other] = [await setting.accounts.create(), await setting.accounts.create()];
      const theirs = await link(await enter(other, BERLIN));
      const own = await link(await enter(account, BERLIN));
      expect((await reset(await aToken(account), [theirs.id])).status).toBe(200);
      expect(await identitiesOf(other)).toEqual([theirs.id]);
      expect(await identitiesOf(account)).not.toContain(own.id);
    });

    it('A reset refuses an invalid choice, and leaves the token unused', async () => {
      const token = await aToken(await setting.accounts.create());
      for (const keep of ['x', ['x'], [7], Array.from({ length: 101 }, () => 'x')]) {
        expect(await reset(token, keep)).toMatchObject({
          status: 400,
          body: { code: 'VALIDATION_FAILED' },
        });
      }
      expect((await reset(token)).status).toBe(200);
    });

    it('A reset cannot keep what was linked before the address was ever verified', async () => {
      const account = await setting.accounts.create({ isVerified: false });
      await setting.accounts.rows(
        `INSERT INTO identities (id, user_id, provider, issuer, subject)
         VALUES (gen_random_uuid(), $1, 'acme', 'x', $2)`,
        [account.id, aSubject()],
      );
      const [id = ''] = await identitiesOf(account);
      await age(id, 400);
      const token = await aToken(account);
      expect((await waysIn(token)).body.ways_in).toMatchObject([{ id, keepable: false }]);
      expect((await reset(token, [id])).status).toBe(200);
      expect(await identitiesOf(account)).toEqual([]);
    });

    it('A reset lists a provider that a recent merge brought, however old it is', async () => {
      const account = await setting.accounts.create();
      const session = await enter(account, BERLIN);
      const thief = await setting.accounts.create();
      const old = await link(await enter(thief, TOKYO));
      await age(old.id, 400);
      const options = await proven(setting.app, session, 'merge');
      const merge = (body: object) =>
        setting.app.post<{ confirmation: string; merged: boolean }>(
          '/api/auth/merge',
          body,
          options,
        );
      const proof = { other_proof: await freshProof(setting.app, session, 'merge', thief.email) };
      const { confirmation } = (await merge(proof)).body;
      expect((await merge({ ...proof, confirmation })).body.merged).toBe(true);
      expect((await reset(await aToken(account))).status).toBe(200);
      expect(await identitiesOf(account)).toEqual([]);
    });

    it('A reset on the page of the server keeps what is checked there', async () => {
      const account = await setting.accounts.create();
      const session = await enter(account, TOKYO);
      const own = await link(session, 'acme', anEmail('own'));
      const theirs = await link(session, 'google', `"><b>${anEmail('thief')}`);
      const token = await aToken(account);
      const page = await setting.app.get(`/reset-password?token=${token}`);
      expect(page.text).toContain(`<label for="keep_${own.id}">`);
      expect(page.text).toContain(`name="keep_${theirs.id}"`);
      expect(page.text).not.toMatch(/<script|<b>/);
      const send = (fields: Record<string, string>) =>
        setting.app.call('POST', '/reset-password', {
          rawBody: new URLSearchParams({ token, ...fields }).toString(),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        });
      const refused = await send({ password: 'short', [`keep_${own.id}`]: 'on' });
      expect(refused.status).toBe(400);
      expect(refused.text).toMatch(new RegExp(`name="keep_${own.id}"[^>]* checked`));
      expect(refused.text).not.toMatch(new RegExp(`name="keep_${theirs.id}"[^>]* checked`));
      const done = await send({ password: OTHER_PASSWORD, [`keep_${own.id}`]: 'on' });
      expect(done.status).toBe(200);
      expect(done.text).toContain('Removed with it');
      expect(await identitiesOf(account)).toEqual([own.id]);
    });
  });

  it('A change of the password forgets the devices of other sessions, and keeps that of the caller', async () => {
    const account = await setting.accounts.create();
    const thief = await enter(account, TOKYO);
    const owner = await enter(account, BERLIN);
    const answer = await setting.app.post(
      '/api/auth/change-password',
      { current_password: account.password, new_password: OTHER_PASSWORD },
      { token: owner.token },
    );
    expect(answer.status).toBe(200);
    expect((await me(setting.app, owner.token)).status).toBe(200);
    expect((await me(setting.app, thief.token)).status).toBe(401);
    const known = await setting.accounts.rows(
      'SELECT ip FROM devices WHERE user_id = $1 AND is_known',
      [account.id],
    );
    expect(known).toEqual([{ ip: BERLIN }]);
  });
});
