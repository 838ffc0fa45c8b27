import { decodeJwt } from 'jose';
import { anEmail, mailTo, PASSWORD, type Problem, type Tokens } from '../support/accounts.js';
import { serviceToken } from '../support/service-token.js';
import { REDIRECT_URI, Setting } from './support/providers/setting.js';
import { withFixture } from '../support/with-fixture.js';

type Found = Tokens & Problem;

let count = 0;
const aSubject = () => `for-one-service-${process.pid}-${(count += 1)}`;
const audienceOf = ({ access_token: token }: Tokens) => decodeJwt(token).aud;

describe('an access token for one service, after a sign-in', () => {
  let setting: Setting;

  withFixture(async (opened) => {
    setting = opened.add(await Setting.open());
    await serviceToken(setting.app, setting.accounts, 'orders');
    await serviceToken(setting.app, setting.accounts, 'billing');
  }, 120_000);
  beforeEach(() => {
    setting.provider.reset();
    setting.person({ sub: aSubject(), email: anEmail() });
  });

  const trade = (body: object) => setting.app.post<Found>('/api/oauth/token', body);
  const codeOf = async (query: Record<string, string> = {}) => {
    const answer = await setting
      .visitor()
      .signIn('google', { redirect_uri: REDIRECT_URI, ...query });
    return new URL(String(answer.headers.location)).searchParams.get('code');
  };

  describe('by a provider', () => {
    it('A token for one service is answered at the callback when the sign-in was begun with the name of the service', async () => {
      const { body } = await setting.visitor().signIn('google', { resource: 'orders' });
      expect(audienceOf(body)).toBe('orders');
    });

    it('A token for one service is refused at the callback for an unknown service, and no session begins', async () => {
      const visitor = setting.visitor();
      const { body: first } = await visitor.signIn('google');
      const before = await setting.accounts.liveSessions({ ...first.user, password: '' });
      const answer = await visitor.signIn('google', { resource: 'nowhere' });
      expect([answer.status, answer.body.code]).toEqual([400, 'INVALID_TARGET']);
      const after = await setting.accounts.liveSessions({ ...first.user, password: '' });
      expect(after).toBe(before);
    });

    it('The beginning of a sign-in does not reveal which services exist', async () => {
      const begun = await Promise.all(
        ['orders', 'nowhere'].map((resource) =>
          setting.app.get(`/api/oauth/google?resource=${resource}`),
        ),
      );
      expect(begun.map(({ status }) => status)).toEqual([302, 302]);
    });

    it('A token for one service is requested once: two names are refused when the sign-in begins', async () => {
      const answer = await setting.app.get<Problem>(
        '/api/oauth/google?resource=orders&resource=billing',
      );
      expect([answer.status, answer.body.code]).toEqual([400, 'VALIDATION_FAILED']);
    });

    it('A token for one service is given to an application that names the service with the code, and to its refreshes', async () => {
      const { body } = await trade({ code: await codeOf(), resource: 'orders' });
      expect(audienceOf(body)).toBe('orders');
      const next = await setting.app.post<Found>('/api/auth/refresh', {
        refresh_token: body.refresh_token,
      });
      expect(audienceOf(next.body)).toBe('orders');
    });

    it('A token for one service is given to an application that named the service at the beginning, unless it names another with the code', async () => {
      const first = await trade({ code: await codeOf({ resource: 'orders' }) });
      expect(audienceOf(first.body)).toBe('orders');
      const second = await trade({
        code: await codeOf({ resource: 'orders' }),
        resource: 'billing',
      });
      expect(audienceOf(second.body)).toBe('billing');
    });

    it('A token for one service is refused with the code for an unknown service, and the code stays valid', async () => {
      const code = await codeOf();
      const refused = await trade({ code, resource: 'nowhere' });
      expect([refused.status, refused.body.code]).toEqual([400, 'INVALID_TARGET']);
      expect((await trade({ code, resource: 'orders' })).status).toBe(200);
    });

    it('The exchange of an invalid code does not reveal which services exist', async () => {
      for (const resource of ['orders', 'nowhere']) {
        const answer = await trade({ code: 'x'.repeat(43), resource });
        expect([answer.status, answer.body.code]).toEqual([400, 'INVALID_OAUTH_CODE']);
      }
    });
  });

  it('A refused request for a token for one service from a new device is reported to the owner', async () => {
    const account = await setting.accounts.create();
    const login = (body: object) =>
      setting.app.post<Found>('/api/auth/login', {
        email: account.email,
        password: PASSWORD,
        ...body,
      });
    await login({});
    const tried = await login({ resource: 'nowhere' });
    expect(tried.body.code).toBe('INVALID_TARGET');
    const mail = await mailTo(setting.sink, account.email, /new device/i);
    expect(mail.recipients).toEqual([account.email]);
    const kept = await setting.accounts.row(
      `SELECT code FROM audit_events WHERE type = 'login.failed' AND target_id = $1`,
      [account.id],
    );
    expect(kept).toEqual({ code: 'INVALID_TARGET' });
    // The attacker's device is still unknown.
    const known = await setting.accounts.rows(
      'SELECT FROM devices WHERE user_id = $1 AND is_known',
      [account.id],
    );
    expect(known).toHaveLength(1);
  });
});
