import { runGatehouse } from '#libs/testing';
import { signIn, type Account, type Problem } from '../support/accounts.js';
import { freshProof, proven } from '../support/fresh-proof.js';
import { OrganizationRows } from '../support/organization-rows.js';
import { withFixture } from '../support/with-fixture.js';
import { Setting } from './support/providers/setting.js';

const SECRET_KEY = 'for-tests-only-0123456789abcdefghijklmnop';
const A_MINUTE = 60_000;
const ROLE = 'organization_manager';

interface Shown extends Problem {
  readonly confirmation: string | null;
  readonly organizations: object[];
  readonly unit_roles: object[];
}

describe('organizations in a merge of two accounts', () => {
  let setting: Setting;
  let rows: OrganizationRows;
  let kept: Account;
  let ended: Account;
  /** An organization, and a unit below it. */
  let acme: string;
  let berlin: string;

  withFixture(async (opened) => {
    setting = opened.add(await Setting.open({ SECRET_KEY }));
    rows = new OrganizationRows(setting.accounts);
  }, 120_000);
  beforeEach(async () => {
    setting.provider.reset();
    kept = await setting.accounts.create();
    ended = await setting.accounts.create();
    acme = await rows.unit('Acme');
    berlin = await rows.unit('Berlin', acme);
  });

  const ids = (...units: string[]) => units.sort();
  const stateOf = async (account: Account) => ({
    units: await rows.unitsOf(account),
    owned: await rows.ownedBy(account),
    roles: await rows.rolesOf(account),
  });
  const NOTHING = { units: [], owned: [], roles: [] };

  /** The proofs of both accounts, and a call with them. */
  async function beginMerge() {
    const { access_token: token } = await signIn(setting.app, kept);
    const own = await proven(setting.app, { ...kept, token }, 'merge');
    const of = { token, password: ended.password };
    const other_proof = await freshProof(setting.app, of, 'merge', ended.email);
    return (confirmation?: string | null) =>
      setting.app.post<Shown>(
        '/api/auth/merge',
        { other_proof, confirmation: confirmation ?? undefined },
        own,
      );
  }

  async function merge(): Promise<Shown> {
    const ask = await beginMerge();
    const { body } = await ask();
    expect((await ask(body.confirmation)).body).toMatchObject({ merged: true });
    return body;
  }

  async function unmerge() {
    const env = { DATABASE_URL: setting.app.databaseUrl, SECRET_KEY, ...setting.sink.env };
    const args = ['users', 'unmerge', ended.email, '--json'];
    const { code, stdout } = await runGatehouse(args, { env });
    expect(code).toBe(0);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  it('Memberships, ownerships and roles at units are previewed and move, and the only owner can be merged', async () => {
    await rows.owner(acme, ended);
    await rows.member(berlin, ended);
    await rows.member(berlin, kept);
    await rows.role(berlin, ROLE, ended);
    const shown = await merge();
    expect(shown.organizations).toEqual([
      { organization_id: acme, organization_name: 'Acme', units: 1, becomes_owner: true },
    ]);
    expect(shown.unit_roles).toMatchObject([
      { unit_id: berlin, unit_name: 'Berlin', role_name: ROLE, service_name: 'auth_service' },
    ]);
    expect(await stateOf(kept)).toEqual({
      units: ids(acme, berlin),
      owned: [acme],
      roles: [`${berlin} ${ROLE}`],
    });
    expect(await stateOf(ended)).toEqual(NOTHING);
    const trail = await setting.accounts.row<{ details: object }>(
      `SELECT details FROM audit_events WHERE type = 'user.merged' AND target_id = $1`,
      [kept.id],
    );
    expect(trail?.details).toMatchObject({
      organizations: [acme],
      owned_organizations: [acme],
      units: 1,
      unit_roles: 1,
    });
  });

  it('What both accounts have is there once afterwards, and is not previewed', async () => {
    for (const account of [kept, ended]) {
      await rows.owner(acme, account);
      await rows.role(acme, ROLE, account);
    }
    const shown = await merge();
    expect([shown.organizations, shown.unit_roles]).toEqual([[], []]);
    expect(await stateOf(kept)).toEqual({
      units: [acme],
      owned: [acme],
      roles: [`${acme} ${ROLE}`],
    });
  });

  it('A merge is refused when the memberships have changed since the preview', async () => {
    await rows.member(berlin, ended);
    const ask = await beginMerge();
    const { confirmation } = (await ask()).body;
    await rows.role(berlin, ROLE, ended);
    expect(await ask(confirmation)).toMatchObject({ status: 409, body: { code: 'MERGE_CHANGED' } });
    expect(await stateOf(kept)).toEqual(NOTHING);
  });

  it('The guards are told that the kept account has more', async () => {
    await rows.member(berlin, ended);
    await rows.role(berlin, ROLE, ended);
    await merge();
    const told = await setting.accounts.rows<{ kind: string; user_id: string; data: object }>(
      `SELECT kind, user_id, data FROM change_log ORDER BY id`,
    );
    expect(told).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'role_changed',
          data: { unit_id: acme, of_user_id: kept.id },
        }),
        expect.objectContaining({ kind: 'user_permissions_changed', user_id: kept.id }),
      ]),
    );
  });

  it(
    'An undone merge gives each account what it had',
    async () => {
      const other = await rows.unit('Other');
      await rows.owner(acme, ended);
      await rows.member(berlin, ended);
      await rows.member(berlin, kept);
      await rows.owner(other, kept);
      for (const account of [kept, ended]) await rows.role(berlin, ROLE, account);
      await rows.role(acme, ROLE, ended);
      const before = [await stateOf(kept), await stateOf(ended)];
      await merge();
      const report = await unmerge();
      expect([await stateOf(kept), await stateOf(ended)]).toEqual(before);
      expect(report).toMatchObject({
        units_returned: 2,
        units_not_returned: 0,
        unit_roles_returned: 2,
        unit_roles_not_returned: 0,
      });
    },
    A_MINUTE,
  );

  it(
    'An undone merge gives back nothing that was taken from the kept account since, and leaves it nothing of the organization',
    async () => {
      await rows.member(acme, ended);
      await rows.member(berlin, ended);
      await rows.role(berlin, ROLE, ended);
      await merge();
      await rows.role(acme, ROLE, kept);
      await setting.accounts.rows('DELETE FROM organization_members WHERE unit_id = $1', [berlin]);
      await setting.accounts.rows('DELETE FROM unit_roles WHERE unit_id = $1', [berlin]);
      const report = await unmerge();
      expect(report).toMatchObject({
        units_returned: 1,
        units_not_returned: 1,
        unit_roles_not_returned: 1,
      });
      expect(await stateOf(ended)).toEqual({ units: [acme], owned: [], roles: [] });
      expect(await stateOf(kept)).toEqual(NOTHING);
    },
    A_MINUTE,
  );

  it(
    'An account that has become an owner since the merge stays one when it is undone',
    async () => {
      await rows.member(acme, ended);
      await merge();
      await setting.accounts.rows(
        'INSERT INTO organization_owners (organization_id, user_id) VALUES ($1, $2)',
        [acme, kept.id],
      );
      await unmerge();
      expect(await stateOf(kept)).toEqual({ units: [acme], owned: [acme], roles: [] });
      expect(await stateOf(ended)).toEqual({ units: [acme], owned: [], roles: [] });
    },
    A_MINUTE,
  );
});
