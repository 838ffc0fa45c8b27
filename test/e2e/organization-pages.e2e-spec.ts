import type { TestApp } from '#libs/testing';
import { UNLIMITED, type Account, type Accounts } from '../support/accounts.js';
import { OrganizationRows } from '../support/organization-rows.js';
import { withFixture } from '../support/with-fixture.js';
import { PageBrowser } from './support/page-browser.js';
import { TestBrowser } from './support/test-browser.js';

const PATH = '/account/organizations';

describe('the page of one’s own organizations', () => {
  let app: TestApp;
  let accounts: Accounts;
  let rows: OrganizationRows;
  let account: Account;
  let browser: PageBrowser;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ env: UNLIMITED }));
    rows = new OrganizationRows(accounts);
  }, 60_000);
  beforeEach(async () => {
    account = await accounts.create();
    browser = await aBrowser();
  });

  async function aBrowser(headers: Readonly<Record<string, string>> = {}) {
    const opened = new TestBrowser(app);
    await opened.signIn(account);
    return new PageBrowser(app, headers, opened.header);
  }

  it('is linked from the account, and says that a user without one is a member of none', async () => {
    expect((await browser.open('/account')).html).toContain(`href="${PATH}"`);
    const page = await browser.open(PATH);
    expect([page.status, page.html.includes('You are a member of no organization.')]).toEqual([
      200,
      true,
    ]);
  });

  it('shows each organization with its units, the roles there in words, and who is an owner', async () => {
    const acme = await rows.unit('Acme & <Sons>');
    const berlin = await rows.unit('Berlin', acme);
    await rows.owner(acme, account);
    await rows.member(berlin, account);
    await rows.role(acme, 'organization_manager');
    await rows.role(berlin, 'readonly', account);
    await rows.unit('Of others');
    const { html } = await browser.open(PATH);
    expect(html).toContain('Acme &amp; &lt;Sons&gt;');
    expect(html).toContain('You are an owner');
    expect(html).toContain(
      'organization_manager of auth_service at Acme &amp; &lt;Sons&gt;, as a member',
    );
    expect(html).toContain('readonly of auth_service at Berlin<');
    expect(html).not.toContain('Of others');
  });

  it('is in the language of the user', async () => {
    await rows.member(await rows.unit('Acme'), account);
    const { html } = await (await aBrowser({ 'accept-language': 'de' })).open(PATH);
    expect(html).toContain('Sie haben dort keine Rolle.');
  });

  it('asks nothing about an organization of others', async () => {
    const other = await rows.unit('Other');
    const page = await browser.open(`${PATH}/${other}/leave`);
    expect(page.at).toBe(`${PATH}?done=gone`);
    expect(page.html).toContain('You are not a member of that organization.');
  });

  it('leaves an organization after a question, with all units and roles there', async () => {
    const acme = await rows.unit('Acme');
    const berlin = await rows.unit('Berlin', acme);
    await rows.member(berlin, account);
    await rows.role(berlin, 'readonly', account);
    const list = await browser.open(PATH);
    expect(list.html).toContain(`href="${PATH}/${acme}/leave"`);
    const question = await browser.open(`${PATH}/${acme}/leave`);
    expect(question.html).toContain('Leave Acme');
    const left = await browser.submit(question);
    expect([left.at, left.html.includes('Acme')]).toEqual([`${PATH}?done=left`, false]);
    expect([await rows.unitsOf(account), await rows.rolesOf(account)]).toEqual([[], []]);
  });

  it('says that the last owner cannot leave, and keeps the membership', async () => {
    const acme = await rows.unit('Owned');
    await rows.owner(acme, account);
    const question = await browser.open(`${PATH}/${acme}/leave`);
    const refused = await browser.submit(question);
    expect(refused.status).toBe(409);
    expect(refused.html).toContain('owner');
    expect((await browser.open(PATH)).html).toContain('Owned');
  });
});
