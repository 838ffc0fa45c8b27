import { PASSWORD, type Problem } from '../support/accounts.js';
import { OrganizationRows } from '../support/organization-rows.js';
import { withFixture } from '../support/with-fixture.js';
import { Fixture, type SignedInUser } from './support/fixture.js';
import { PageBrowser } from './support/page-browser.js';
import { TestBrowser } from './support/test-browser.js';

interface Refusal extends Problem {
  readonly organizations: readonly { readonly id: string; readonly name: string }[];
}

describe('the only owner of an organization', () => {
  let fixture: Fixture;
  let rows: OrganizationRows;
  let owner: SignedInUser;
  let acme: string;

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open());
    rows = new OrganizationRows(fixture.accounts);
  }, 60_000);
  beforeEach(async () => {
    owner = await fixture.person();
    acme = await rows.unit('Acme');
    await rows.owner(acme, owner);
  });

  const eraseOwn = ({ token }: SignedInUser) =>
    fixture.app.delete<Refusal>('/api/auth/me', { token, body: { password: PASSWORD } });
  const exists = async ({ id }: SignedInUser) =>
    (await fixture.accounts.row('SELECT 1 FROM users WHERE id = $1', [id])) !== undefined;

  it('cannot erase the account, and is told which organizations to transfer or to delete', async () => {
    const answer = await eraseOwn(owner);
    expect([answer.status, answer.body.code]).toEqual([409, 'LAST_OWNER']);
    expect(answer.body.organizations).toEqual([{ id: acme, name: 'Acme' }]);
    expect(answer.body.message).toBe(
      'The account is the only active owner of Acme: transfer the ownership or delete the organization first',
    );
    expect(await exists(owner)).toBe(true);
  });

  it('cannot be erased by an administrator, and can be deactivated by one', async () => {
    const path = `/api/users/${owner.id}`;
    const answer = await fixture.asAdmin<Refusal>('DELETE', path);
    expect([answer.status, answer.body.code]).toEqual([409, 'LAST_OWNER']);
    expect(await exists(owner)).toBe(true);
    expect((await fixture.asAdmin('PATCH', path, { is_active: false })).status).toBe(200);
  });

  it('can erase the account once another active user is an owner', async () => {
    const other = await fixture.person();
    await rows.owner(acme, other);
    await fixture.asAdmin('PATCH', `/api/users/${other.id}`, { is_active: false });
    expect((await eraseOwn(owner)).status).toBe(409);
    await fixture.asAdmin('PATCH', `/api/users/${other.id}`, { is_active: true });
    expect((await eraseOwn(owner)).status).toBe(200);
    expect(await rows.ownedBy(other)).toEqual([acme]);
  });

  it('is a member alone of other organizations, which do not keep the account', async () => {
    const member = await fixture.person();
    await rows.member(acme, member);
    await rows.role(acme, 'organization_manager', member);
    expect((await eraseOwn(member)).status).toBe(200);
    expect([await rows.unitsOf(member), await rows.rolesOf(member)]).toEqual([[], []]);
  });

  it('is told at most three names, and the ids of all', async () => {
    for (const name of ['Bolt', 'Coil', 'Dust']) await rows.owner(await rows.unit(name), owner);
    const { body } = await eraseOwn(owner);
    expect(body.message).toContain('and others');
    expect(body.organizations).toHaveLength(4);
  });

  it.each([
    ['en', 'the only active owner of Acme'],
    ['de', 'einzige Eigentümer einer Organisation'],
  ])('reads on the page in %s why the account stays', async (language, words) => {
    const opened = new TestBrowser(fixture.app);
    await opened.signIn({ ...owner, password: PASSWORD });
    const browser = new PageBrowser(fixture.app, { 'accept-language': language }, opened.header);
    const page = await browser.open('/account/delete');
    const typed = { address: owner.email, password: PASSWORD };
    const after = await browser.submit(page, typed, '/account/delete');
    expect([after.status, after.html.includes(words)]).toEqual([409, true]);
    expect(await exists(owner)).toBe(true);
  });
});
