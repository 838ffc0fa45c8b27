import { startSmtpSink, type SmtpSink } from '#libs/testing';
import { anEmail, mailTo, tokenIn, UNLIMITED, type Account } from '../support/accounts.js';
import { OrganizationRows } from '../support/organization-rows.js';
import { withFixture } from '../support/with-fixture.js';
import { Fixture, type SignedInUser } from './support/fixture.js';
import { PageBrowser } from './support/page-browser.js';
import { TestBrowser } from './support/test-browser.js';

describe('the page of an invitation', () => {
  let sink: SmtpSink;
  let fixture: Fixture;
  let rows: OrganizationRows;
  let owner: SignedInUser;
  let unit: string;
  let guest: Account;
  let path: string;

  withFixture(async (opened) => {
    sink = opened.add(await startSmtpSink());
    fixture = opened.add(await Fixture.open({ env: { ...sink.env, ...UNLIMITED } }));
    rows = new OrganizationRows(fixture.accounts);
    owner = await fixture.person();
  }, 60_000);
  beforeEach(async () => {
    const root = await rows.unit('<b>Acme</b>');
    await rows.owner(root, owner);
    unit = await rows.unit('Germany', root);
    guest = await fixture.accounts.create({ email: anEmail() });
    const body = { email: guest.email };
    const { token } = owner;
    await fixture.app.post(`/api/organizations/${unit}/invitations`, body, { token });
    const mail = await mailTo(sink, guest.email, /You are invited/);
    path = `/invitation?token=${tokenIn(mail)}`;
  });

  async function browserOf(who: Account): Promise<PageBrowser> {
    const opened = new TestBrowser(fixture.app);
    await opened.signIn(who);
    return new PageBrowser(fixture.app, {}, opened.header);
  }

  it.each([
    [0, 'You are a member of <b>Acme</b>', 1],
    [1, 'You have declined the invitation.', 0],
  ])('its form %i answers the invitation, once', async (index, words, memberships) => {
    const browser = await browserOf(guest);
    const page = await browser.open(path);
    expect(page.text).toContain('You are invited to <b>Acme</b>');
    expect(page.html).not.toContain('<b>Acme</b>');
    expect(await rows.unitsOf(guest)).toEqual([]);
    const answer = page.forms.filter(({ action }) => action === '/invitation')[index];
    const sent = await browser.submit(page, answer?.values ?? {}, '/invitation');
    expect([sent.status, sent.text]).toEqual([200, expect.stringContaining(words)]);
    expect(await rows.unitsOf(guest)).toHaveLength(memberships);
    expect((await browser.open(path)).status).toBe(400);
  });

  it('leads who is not signed in through the sign-in back to it', async () => {
    const browser = new PageBrowser(fixture.app);
    const { html } = await browser.open(path);
    const signIn = /href="([^"]*\/sign-in\?next=[^"]*)"/.exec(html)?.[1] ?? '';
    const { email, password } = guest;
    const form = await browser.open(signIn);
    const back = await browser.submit(form, { email, password }, '/sign-in');
    expect(back.at).toBe(path);
    expect(back.text).toContain('Accept');
  });

  it('says to another account that it is for another address, and not for which', async () => {
    const browser = await browserOf(await fixture.accounts.create());
    const page = await browser.open(path);
    expect(page.text).toContain('The invitation was sent to another address.');
    expect(page.html).not.toContain(guest.email);
    expect(page.forms.filter(({ action }) => action === '/invitation')).toEqual([]);
  });

  it('of an unknown link says that it is not valid', async () => {
    const { status, text } = await new PageBrowser(fixture.app).open('/invitation?token=x');
    expect([status, text]).toEqual([400, expect.stringContaining('not valid any more')]);
  });
});
