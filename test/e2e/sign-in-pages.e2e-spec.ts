import type { TestApp } from '#libs/testing';
import { UNLIMITED, type Account, type Accounts } from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';
import { PageBrowser } from './support/page-browser.js';
import { CHALLENGE, trade } from './support/test-browser.js';

const WEB = 'https://app.example.test/cb';
const ASKED = { redirect_uri: WEB, state: 'st 1', code_challenge: CHALLENGE };

/** The page to sign in with the request of an application. */
const asking = (change: Readonly<Record<string, string>> = {}, path = '/sign-in') =>
  `${path}?${new URLSearchParams({ ...ASKED, ...change }).toString()}`;

describe('the page to sign in', () => {
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;
  let browser: PageBrowser;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ env: { ...UNLIMITED, OAUTH_REDIRECT_URIS: WEB } }));
  });
  beforeEach(async () => {
    account = await accounts.create();
    browser = new PageBrowser(app);
  });

  it('a person signs in for an application that has no page of its own, and the code is traded', async () => {
    const after = await browser.signIn(account, asking());
    const { searchParams, origin, pathname } = new URL(after.at);
    expect(`${origin}${pathname}`).toBe(WEB);
    expect(searchParams.get('state')).toBe('st 1');
    expect(searchParams.has('iss')).toBe(true);
    const traded = await trade(app, searchParams.get('code') ?? '');
    expect(traded).toMatchObject({ status: 200, body: { user: { email: account.email } } });
  });
});
