import type { TestApp } from '#libs/testing';
import { PASSWORD, signIn, UNLIMITED, type Account, type Accounts } from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';
import { PageBrowser } from './support/page-browser.js';
import { CLIENT, TestBrowser } from './support/test-browser.js';

const PROVE = '/account/prove?purpose=add_factor&next=%2Faccount%2Ffactors';

describe('the page where a signed-in person shows once more who they are', () => {
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ env: UNLIMITED }));
  });
  beforeEach(async () => {
    account = await accounts.create();
  });

  /** A browser in which the account is signed in. */
  const aBrowser = async (): Promise<PageBrowser> => {
    const opened = new TestBrowser(app);
    const session = await opened.signIn(account);
    expect(session.principal.userId).toBe(account.id);
    return new PageBrowser(app, {}, opened.header);
  };

  it('nobody who is not signed in sees it: the browser goes to the sign-in, which leads back', async () => {
    const shown = await new PageBrowser(app).open(PROVE);
    expect(shown.at).toBe(`/sign-in?${new URLSearchParams({ next: PROVE }).toString()}`);
  });

  it('the right password gives the browser a proof, and leads to the page of the act', async () => {
    const browser = await aBrowser();
    const page = await browser.open(PROVE);
    expect(page).toMatchObject({ status: 200 });
    const after = await browser.submit(page, { password: PASSWORD });
    expect(after.at).toBe('/account/factors');
    expect([...browser.cookies.keys()]).toContain('gatehouse_proof_add_factor');
  });

  it('a wrong password is told, and gives nothing', async () => {
    const browser = await aBrowser();
    const after = await browser.submit(await browser.open(PROVE), {
      password: 'not the right one',
    });
    expect(after).toMatchObject({ at: '/account/prove' });
    expect(after.html).toContain('role="alert"');
    expect([...browser.cookies.keys()]).not.toContain('gatehouse_proof_add_factor');
  });

  it('a form without its token shows the form once more', async () => {
    const browser = await aBrowser();
    const page = await browser.open(PROVE);
    const after = await browser.submit(page, { password: PASSWORD, form_token: undefined });
    expect(after).toMatchObject({ status: 403, at: '/account/prove' });
    expect(after.forms.map(({ action }) => action)).toContain('/account/prove');
  });

  it.each(['purpose=nothing&next=%2Faccount', 'purpose=add_factor&next=%2F%2Fevil.example', ''])(
    'there is no page for %j',
    async (query) => {
      const browser = await aBrowser();
      expect(await browser.open(`/account/prove?${query}`)).toMatchObject({ status: 404 });
    },
  );

  it('a session that has ended leads to the sign-in', async () => {
    const opened = new TestBrowser(app);
    const session = await opened.signIn(account);
    await opened.sessions.end(session, CLIENT);
    await signIn(app, account);
    const browser = new PageBrowser(app, {}, opened.header);
    expect((await browser.open(PROVE)).at).toMatch(/^\/sign-in\?/);
  });
});
