import { runGatehouse } from '#libs/testing';
import type { Accounts } from '../support/accounts.js';
import { OrganizationRows } from '../support/organization-rows.js';
import { withFixture } from '../support/with-fixture.js';

const SECRET_KEY = 'for-tests-only-0123456789abcdefghijklmnop';
const A_MINUTE = 60_000;

describe('gatehouse organizations', () => {
  let accounts: Accounts;
  let databaseUrl: string;
  let acme: string;
  let berlin: string;
  let spree: string;

  withFixture(async (opened) => {
    const { app, accounts: found } = await opened.app({ env: { SECRET_KEY } });
    accounts = found;
    ({ databaseUrl } = app);
    const rows = new OrganizationRows(accounts);
    acme = await rows.unit('Acme');
    await rows.unit('Munich', acme);
    berlin = await rows.unit('Berlin', acme);
    spree = await rows.unit('Spree', berlin);
    const owner = await accounts.create();
    await rows.owner(acme, owner);
    await rows.member(spree, owner);
    await rows.role(berlin, 'organization_manager');
  }, A_MINUTE);

  const organizations = (...args: string[]) =>
    runGatehouse(['organizations', ...args], { env: { DATABASE_URL: databaseUrl, SECRET_KEY } });

  it(
    'gatehouse organizations list shows each organization with its counts',
    async () => {
      const { code, stdout } = await organizations('list');
      expect([code, stdout]).toEqual([0, `${acme}  ${acme}  4 units  1 member  1 owner  Acme\n`]);
      const { stdout: json } = await organizations('list', '--json');
      expect(JSON.parse(json)).toMatchObject({ id: acme, units: 4, members: 1, owners: 1 });
    },
    A_MINUTE,
  );

  it(
    'gatehouse organizations show draws the tree below a unit, and says when there is more',
    async () => {
      const { code, stdout } = await organizations('show', acme);
      expect([
        code,
        stdout.split('\n').map((line) => line.replaceAll(/ {2}[0-9a-f-]{36}/g, '')),
      ]).toEqual([
        0,
        [
          'Acme  1 member, 0 roles',
          '  Berlin  0 members, 1 role',
          '    Spree  1 member, 0 roles',
          '  Munich  0 members, 0 roles',
          '',
        ],
      ]);
      const first = await organizations('show', berlin, '--limit', '1', '--json');
      expect(JSON.parse(first.stdout)).toMatchObject({ id: berlin, parent_id: acme, depth: 0 });
      expect(first.stderr).toContain('more than 1 units');
    },
    A_MINUTE,
  );

  it(
    'gatehouse organizations show refuses what there is not',
    async () => {
      const unknown = await organizations('show', 'nothing');
      expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringMatching(/not found/)]);
      expect((await organizations('show', acme, '--limit', '0')).code).toBe(2);
    },
    A_MINUTE,
  );
});
