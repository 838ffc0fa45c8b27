import { Cleanups } from '#libs/cleanup';
import { FakeClock, type SmtpSink, startSmtpSink } from '#libs/testing';
import { anEmail, mailTo, tokenIn, UNLIMITED, type Problem } from '../support/accounts.js';
import { OrganizationRows } from '../support/organization-rows.js';
import { withFixture } from '../support/with-fixture.js';
import { Fixture, type SignedInUser } from './support/fixture.js';

const INVITED = /You are invited/;
const WEEK_SECONDS = 604_800;

interface Sent extends Problem {
  readonly invitation: {
    readonly id: string;
    readonly email: string;
    readonly state: string;
    readonly expires_at: string;
    readonly roles: readonly { readonly name: string }[];
  };
}

interface Listed extends Problem {
  readonly invitations: readonly Sent['invitation'][];
  readonly next_cursor: string | null;
}

describe('invitations to organizations', () => {
  const clock = new FakeClock();
  let sink: SmtpSink;
  let fixture: Fixture;
  let rows: OrganizationRows;
  let owner: SignedInUser;
  let root: string;
  let unit: string;
  let manager: string;

  withFixture(async (opened) => {
    sink = opened.add(await startSmtpSink());
    const env = { ...sink.env, ...UNLIMITED, ORGANIZATION_MAX_INVITATIONS: '3' };
    fixture = opened.add(await Fixture.open({ clock, env }));
    rows = new OrganizationRows(fixture.accounts);
    manager = await fixture.role(fixture.authServiceId, 'organization_manager');
  }, 60_000);
  beforeEach(async () => {
    owner = await aPerson();
    root = await rows.unit('Acme');
    unit = await rows.unit('Germany', root);
    await rows.owner(root, owner);
  });

  /** With an address of their own, also in capital letters. */
  async function aPerson(email = anEmail(), isVerified = true): Promise<SignedInUser> {
    const account = await fixture.accounts.create({ email, isVerified });
    if (isVerified) return fixture.signIn(account.email);
    await fixture.accounts.rows('UPDATE users SET is_email_verified = true WHERE id = $1', [
      account.id,
    ]);
    const signedIn = await fixture.signIn(account.email);
    await fixture.accounts.rows('UPDATE users SET is_email_verified = false WHERE id = $1', [
      account.id,
    ]);
    return signedIn;
  }

  const pathOf = (unitId: string, rest = '') => `/api/organizations/${unitId}/invitations${rest}`;
  const invite = (email: string, body: object = {}, at = unit, by = owner) =>
    fixture.app.post<Sent>(pathOf(at), { email, ...body }, { token: by.token });
  const accept = (who: SignedInUser, body: object) =>
    fixture.app.post<Problem>('/api/organizations/invitations/accept', body, { token: who.token });
  const decline = (who: SignedInUser, body: object) =>
    fixture.app.post<Problem>('/api/organizations/invitations/decline', body, {
      token: who.token,
    });
  const tokenTo = async (email: string, nth = 1) =>
    tokenIn(await mailTo(sink, email, INVITED, nth));
  const outcome = ({ status, body }: { status: number; body: Problem }) => [status, body.code];
  const INVALID = [400, 'INVALID_INVITATION'];

  it('an invited person joins, gets the roles chosen before, and holds nothing after leaving', async () => {
    const guest = await aPerson();
    const sent = await invite(guest.email, { role_ids: [manager] });
    expect([sent.status, sent.body.invitation.state]).toEqual([201, 'open']);
    expect(sent.body.invitation.roles.map(({ name }) => name)).toEqual(['organization_manager']);
    expect(await rows.unitsOf(guest)).toEqual([]);
    const answer = await accept(guest, { token: await tokenTo(guest.email) });
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { organization_id: root, unit_id: unit },
    ]);
    expect(await rows.unitsOf(guest)).toEqual([unit]);
    expect(await rows.rolesOf(guest)).toEqual([`${unit} organization_manager`]);
    const left = await fixture.app.post(`/api/organizations/${root}/leave`, {}, guest);
    expect(left.status).toBe(200);
    expect([await rows.unitsOf(guest), await rows.rolesOf(guest)]).toEqual([[], []]);
  });

  it('an invitation is accepted once, and its link does nothing after that', async () => {
    const guest = await aPerson();
    await invite(guest.email);
    const token = await tokenTo(guest.email);
    expect((await accept(guest, { token })).status).toBe(200);
    expect(outcome(await accept(guest, { token }))).toEqual(INVALID);
    await fixture.app.post(`/api/organizations/${root}/leave`, {}, guest);
    expect(outcome(await accept(guest, { token }))).toEqual(INVALID);
    expect(outcome(await decline(guest, { token }))).toEqual(INVALID);
    expect(await rows.unitsOf(guest)).toEqual([]);
  });

  it('the invited person finds the invitation in a list, and accepts or declines it by its id', async () => {
    const guest = await aPerson();
    const first = await invite(guest.email);
    const second = await invite(guest.email, {}, root);
    const list = () =>
      fixture.app.get<Listed>('/api/organizations/invitations', { token: guest.token });
    expect((await list()).body.invitations.map(({ id }) => id)).toEqual([
      first.body.invitation.id,
      second.body.invitation.id,
    ]);
    expect((await decline(guest, { invitation_id: first.body.invitation.id })).status).toBe(200);
    expect((await accept(guest, { invitation_id: second.body.invitation.id })).status).toBe(200);
    expect((await list()).body.invitations).toEqual([]);
    expect(await rows.unitsOf(guest)).toEqual([root]);
  });

  it('a person who is a member already gets the roles', async () => {
    const guest = await aPerson();
    await rows.member(unit, guest);
    await invite(guest.email, { role_ids: [manager] });
    expect((await accept(guest, { token: await tokenTo(guest.email) })).status).toBe(200);
    expect(await rows.rolesOf(guest)).toEqual([`${unit} organization_manager`]);
  });

  it('a forwarded mail lets nobody else in, and does not tell whom it was sent to', async () => {
    const guest = await aPerson();
    const other = await aPerson();
    const sent = await invite(guest.email);
    const answer = await accept(other, { token: await tokenTo(guest.email) });
    expect(outcome(answer)).toEqual([403, 'INVITATION_FOR_OTHER_ADDRESS']);
    expect(answer.text).not.toContain(guest.email);
    const byId = await accept(other, { invitation_id: sent.body.invitation.id });
    expect(outcome(byId)).toEqual(INVALID);
    expect(await rows.unitsOf(other)).toEqual([]);
  });

  it('an address that is not confirmed accepts nothing, by link or by id, and lists nothing', async () => {
    const guest = await aPerson(anEmail(), false);
    const sent = await invite(guest.email);
    const refused = [403, 'EMAIL_NOT_VERIFIED'];
    expect(outcome(await accept(guest, { token: await tokenTo(guest.email) }))).toEqual(refused);
    expect(outcome(await accept(guest, { invitation_id: sent.body.invitation.id }))).toEqual(
      refused,
    );
    const { token } = guest;
    expect(
      outcome(await fixture.app.get<Problem>('/api/organizations/invitations', { token })),
    ).toEqual(refused);
  });

  it('an address that a provider alone has confirmed accepts by the link of the mail, and not by an id', async () => {
    const guest = await aPerson();
    await fixture.accounts.rows(`UPDATE users SET vouched_by = 'microsoft' WHERE id = $1`, [
      guest.id,
    ]);
    const sent = await invite(guest.email);
    const byId = await accept(guest, { invitation_id: sent.body.invitation.id });
    expect(outcome(byId)).toEqual([403, 'EMAIL_NOT_VERIFIED']);
    expect((await accept(guest, { token: await tokenTo(guest.email) })).status).toBe(200);
  });

  it('an address in capital letters is the same address', async () => {
    const guest = await aPerson();
    await invite(guest.email.toUpperCase());
    const again = await invite(guest.email);
    expect(outcome(again)).toEqual([409, 'ALREADY_INVITED']);
    const { body } = await fixture.app.get<Listed>('/api/organizations/invitations', guest);
    const [{ id } = { id: '' }] = body.invitations;
    expect((await accept(guest, { invitation_id: id })).status).toBe(200);
  });

  it('the answer does not tell whether an account has the address, nor whether it is a member', async () => {
    const guest = await aPerson();
    await rows.member(unit, guest);
    const shape = ({ status, body }: { status: number; body: Sent }) => ({
      status,
      message: body.message,
      invitation: { ...body.invitation, id: '', email: '' },
    });
    const stranger = await invite(anEmail());
    expect(shape(await invite(guest.email))).toEqual(shape(stranger));
  });

  it('a revoked invitation is not valid', async () => {
    const guest = await aPerson();
    const { body } = await invite(guest.email);
    const token = await tokenTo(guest.email);
    const revoke = () =>
      fixture.app.delete<Problem>(pathOf(unit, `/${body.invitation.id}`), { token: owner.token });
    expect((await revoke()).status).toBe(200);
    expect(outcome(await revoke())).toEqual(INVALID);
    expect(outcome(await accept(guest, { token }))).toEqual(INVALID);
    expect((await invite(guest.email)).status).toBe(201);
  });

  it('sent again, the link before is dead and the life begins anew', async () => {
    const guest = await aPerson();
    const first = await invite(guest.email, { role_ids: [manager] });
    const old = await tokenTo(guest.email);
    clock.advanceSeconds(60);
    const path = pathOf(unit, `/${first.body.invitation.id}/resend`);
    const again = await fixture.app.post<Sent>(path, {}, { token: owner.token });
    expect(again.status).toBe(200);
    const later =
      Date.parse(again.body.invitation.expires_at) - Date.parse(first.body.invitation.expires_at);
    expect(later).toBe(60_000);
    const token = await tokenTo(guest.email, 2);
    expect(outcome(await accept(guest, { token: old }))).toEqual(INVALID);
    expect((await accept(guest, { token })).status).toBe(200);
    expect(await rows.rolesOf(guest)).toEqual([`${unit} organization_manager`]);
  });

  it('an inviter gives no role that they may not grant', async () => {
    const serviceId = await fixture.service();
    const roleId = await aRole(serviceId);
    const refused = await invite(anEmail(), { role_ids: [roleId] });
    expect(outcome(refused)).toEqual([403, 'GRANT_DENIED']);
    const global = await fixture.role(fixture.authServiceId, 'admin');
    expect((await invite(anEmail(), { role_ids: [global] })).status).toBe(409);
    expect((await invite(anEmail(), { role_ids: [root] })).body.code).toBe('ROLE_NOT_FOUND');
    const { body } = await fixture.app.get<Listed>(pathOf(unit), owner);
    expect(body.invitations).toEqual([]);
  });

  async function aRole(serviceId: string, permissions?: string[]): Promise<string> {
    const created = await fixture.asAdmin<{ role_id: string }>(
      'POST',
      `/api/roles/service/${serviceId}`,
      { name: `role ${anEmail()}`, permissions: permissions ?? (await aPermission(serviceId)) },
    );
    return created.body.role_id;
  }

  async function aPermission(serviceId: string): Promise<string[]> {
    const name = 'orders:write';
    await fixture.asAdmin('POST', `/api/roles/service/${serviceId}/permissions`, { name });
    return [name];
  }

  it.each(['no owner any more', 'deactivated', 'erased'])(
    'an invitation of an inviter who is %s is not valid',
    async (how) => {
      const guest = await aPerson();
      await rows.owner(root, await aPerson());
      await invite(guest.email);
      const token = await tokenTo(guest.email);
      const sql =
        how === 'erased'
          ? 'DELETE FROM users WHERE id = $1'
          : how === 'deactivated'
            ? 'UPDATE users SET is_active = false WHERE id = $1'
            : 'DELETE FROM organization_owners WHERE user_id = $1';
      await fixture.accounts.rows(sql, [owner.id]);
      expect(outcome(await accept(guest, { token }))).toEqual(INVALID);
      expect(await rows.unitsOf(guest)).toEqual([]);
    },
  );

  it('a role that was deleted is not given, and the others are', async () => {
    const serviceId = await fixture.service();
    const roleId = await aRole(serviceId);
    const guest = await aPerson();
    const by = fixture.admin;
    const sent = await fixture.as<Sent>(by, 'POST', pathOf(unit), {
      email: guest.email,
      role_ids: [roleId, manager],
    });
    expect(sent.status).toBe(201);
    await fixture.accounts.rows('DELETE FROM roles WHERE id = $1', [roleId]);
    expect((await accept(guest, { token: await tokenTo(guest.email) })).status).toBe(200);
    expect(await rows.rolesOf(guest)).toEqual([`${unit} organization_manager`]);
  });

  it('a role that gets more than the inviter may grant makes the invitation invalid', async () => {
    const guest = await aPerson();
    const serviceId = await fixture.service();
    const roleId = await aRole(serviceId, []);
    expect((await invite(guest.email, { role_ids: [roleId] })).status).toBe(201);
    const permissions = await aPermission(serviceId);
    const changed = await fixture.asAdmin('PUT', `/api/roles/${roleId}`, { permissions });
    expect(changed.status).toBe(200);
    expect(outcome(await accept(guest, { token: await tokenTo(guest.email) }))).toEqual(INVALID);
    expect(await rows.rolesOf(guest)).toEqual([]);
  });

  it('neither members nor owners of other organizations invite, list, send again or revoke', async () => {
    const member = await aPerson();
    await rows.member(root, member);
    const stranger = await aPerson();
    const theirs = await rows.unit('Bolt');
    await rows.owner(theirs, stranger);
    const { body } = await invite(anEmail());
    const { id } = body.invitation;
    for (const who of [member, stranger]) {
      expect((await invite(anEmail(), {}, unit, who)).status).toBe(403);
      expect((await fixture.app.get(pathOf(unit), who)).status).toBe(403);
      expect((await fixture.app.post(pathOf(unit, `/${id}/resend`), {}, who)).status).toBe(403);
      expect((await fixture.app.delete(pathOf(unit, `/${id}`), who)).status).toBe(403);
    }
    // Through a unit of their own, the invitation of another is unknown.
    const missing = [404, 'INVITATION_NOT_FOUND'];
    const { token } = stranger;
    const resent = await fixture.app.post<Problem>(pathOf(theirs, `/${id}/resend`), {}, { token });
    expect(outcome(resent)).toEqual(missing);
    const revoked = await fixture.app.delete<Problem>(pathOf(theirs, `/${id}`), { token });
    expect(outcome(revoked)).toEqual(missing);
  });

  it('an organization has no more open invitations than it may', async () => {
    for (let count = 0; count < 3; count += 1)
      expect((await invite(anEmail(), {}, count % 2 ? root : unit)).status).toBe(201);
    expect(outcome(await invite(anEmail()))).toEqual([409, 'INVITATION_LIMIT_REACHED']);
  });

  it('names with markup, links or messages are not in the mail', async () => {
    const bad = await rows.unit('<b>Acme</b> https://evil.example', root);
    await fixture.accounts.rows(
      `UPDATE users SET first_name = 'Go to evil.example' WHERE id = $1`,
      [owner.id],
    );
    const email = anEmail();
    await invite(email, {}, bad);
    const mail = await mailTo(sink, email, INVITED);
    expect(`${mail.text} ${mail.html}`).not.toContain('evil.example');
    expect(mail.text).toContain('Acme');
  });

  it('deleting a unit counts its open invitations, and ends them', async () => {
    const guest = await aPerson();
    await invite(guest.email);
    const token = await tokenTo(guest.email);
    const path = `/api/organizations/${unit}`;
    const asked = await fixture.app.delete<Problem & { invitations: number; count: number }>(
      path,
      owner,
    );
    expect([asked.status, asked.body.invitations, asked.body.count]).toEqual([409, 1, 1]);
    expect((await fixture.app.delete(`${path}?force=1`, owner)).status).toBe(200);
    expect(outcome(await accept(guest, { token }))).toEqual(INVALID);
  });

  it.each([{}, { token: 'x', invitation_id: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8f01' }])(
    'an answer names the invitation in one way: %j',
    async (body) => {
      expect(outcome(await accept(owner, body))).toEqual([400, 'VALIDATION_FAILED']);
    },
  );

  // The last one: it moves the clock beyond the life of the administrator's token.
  it('an invitation expires after seven days, and a new one takes its place', async () => {
    const email = anEmail();
    await invite(email);
    const token = await tokenTo(email);
    clock.advanceSeconds(WEEK_SECONDS);
    const guest = await aPerson(email);
    expect(outcome(await accept(guest, { token }))).toEqual(INVALID);
    owner = await fixture.signIn(owner.email);
    const expired = await fixture.app.get<Listed>(pathOf(unit, '?state=expired'), owner);
    expect(expired.body.invitations).toHaveLength(1);
    expect((await invite(email)).status).toBe(201);
    expect((await accept(guest, { token: await tokenTo(email, 2) })).status).toBe(200);
  });

  it('an invitation that would have expired 90 days ago is not kept', async () => {
    await invite(anEmail());
    const count = async () =>
      (await fixture.accounts.rows('SELECT 1 FROM organization_invitations')).length;
    const purge = () => fixture.app.nest.get(Cleanups, { strict: false }).run('invitations.purge');
    clock.advanceSeconds(WEEK_SECONDS);
    await purge();
    expect(await count()).toBeGreaterThan(0);
    clock.advanceSeconds(90 * 86_400 + 1);
    await purge();
    expect(await count()).toBe(0);
  });
});
