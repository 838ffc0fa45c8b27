import type { IncomingMessage, ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import { newId } from '#libs/kernel';
import { FakeClock } from '#libs/testing';
import { anEmail, OTHER_PASSWORD, signIn, type Problem } from '../support/accounts.js';
import { Passwords } from '#api/users/passwords';
import { Cleanups } from '#libs/cleanup';
import { proven } from '../support/fresh-proof.js';
import { provenByProvider, proveByProvider } from './support/providers/provider-proof.js';
import { REDIRECT_URI, Setting } from './support/providers/setting.js';
import { withFixture } from '../support/with-fixture.js';

let count = 0;
const aSubject = () => `answer-${process.pid}-${(count += 1)}`;

const say =
  (path: string, body: string, status = 200) =>
  (request: IncomingMessage, response: ServerResponse): boolean => {
    if (new URL(request.url ?? '/', 'http://x').pathname !== path) return false;
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    return true;
  };

describe('the answers of providers', () => {
  let setting: Setting;

  withFixture(async (opened) => {
    setting = opened.add(await Setting.open({ STORE_PROVIDER_TOKENS: 'true' }));
  }, 120_000);
  beforeEach(() => {
    setting.provider.reset();
    setting.person({ sub: aSubject(), email: anEmail() });
  });

  const users = async () =>
    (await setting.accounts.row<{ n: number }>('SELECT count(*)::int AS n FROM users'))?.n;
  const logged = () => {
    const lines: string[] = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => {
      lines.push(String(line));
    });
    return lines;
  };

  it.each(['google', 'discord', 'github', 'facebook', 'acme', 'microsoft'])(
    'An answer of the token endpoint of %s with 200 and no object is refused at once',
    async (provider) => {
      const before = await users();
      for (const body of ['null', '[]', '"x"', '7']) {
        setting.provider.mischief = say('/token', body);
        const { status } = await setting.visitor().signIn(provider);
        expect({ body, isRefused: status === 502 || status === 400 }).toEqual({
          body,
          isRefused: true,
        });
      }
      expect(await users()).toBe(before);
    },
    20_000,
  );

  it.each([
    ['discord', '/discord/users/@me'],
    ['github', '/github/user'],
    ['github', '/github/user/emails'],
    ['facebook', '/facebook/me'],
  ])('An answer of %s with no object at %s is refused at once', async (provider, path) => {
    setting.provider.profiles = { '/github/user': { id: 7 } };
    const before = await users();
    for (const body of ['null', '"x"', '7', '{']) {
      setting.provider.mischief = say(path, body);
      expect(await setting.visitor().signIn(provider)).toMatchObject({
        status: 502,
        body: { code: 'PROVIDER_FAILED' },
      });
    }
    expect(await users()).toBe(before);
  });

  it.each(['s'.repeat(256), 'a\u0000b', 'a\nb'])(
    'A provider answer with the subject %j is refused',
    async (sub) => {
      setting.person({ sub });
      for (const provider of ['google', 'acme']) {
        expect(await setting.visitor().signIn(provider)).toMatchObject({
          status: 400,
          body: { code: 'PROVIDER_ANSWER_INVALID' },
        });
      }
    },
  );

  it('A refused provider answer is explained in the log, without tokens, and so is a refusal', async () => {
    const lines = logged();
    setting.provider.claims = (claims) => ({ ...claims, aud: 'somebody-else' });
    await setting.visitor().signIn('google');
    expect(lines.join('\n')).toMatch(/google: PROVIDER_ANSWER_INVALID: unexpected "aud" claim/);
    const visitor = setting.visitor();
    const state = new URL(await visitor.begin('google'), 'http://x').searchParams.get('state');
    await visitor.get(`/api/oauth/google/callback?state=${state}&error=access_denied%0Aforged`);
    expect(lines.join('\n')).toMatch(/google: PROVIDER_REFUSED: access_denied forged/);
    expect(lines.join('\n')).not.toMatch(/at-|rt-|eyJ/);
  });

  it('A refresh token of a provider is kept when a later answer leaves it out', async () => {
    const { body } = await setting.visitor().signIn('google');
    const length = async () =>
      (
        await setting.accounts.row<{ n: number }>(
          'SELECT length(provider_tokens) AS n FROM identities WHERE user_id = $1',
          [body.user.id],
        )
      )?.n ?? 0;
    const whole = await length();
    setting.provider.withRefreshToken = false;
    await setting.visitor().signIn('google');
    expect(await length()).toBe(whole);
  });

  it('A HEAD request for the callback uses nothing up', async () => {
    const visitor = setting.visitor();
    const path = await visitor.begin('google');
    const looked = await setting.app.call('HEAD', path, {
      headers: { cookie: visitor.cookieHeader },
    });
    expect(looked.status).toBe(405);
    expect((await visitor.get(path)).status).toBe(200);
  });

  it('An authorization flow is refused with a code challenge without the method S256', async () => {
    const query = `code_challenge=${'a'.repeat(43)}`;
    expect(await setting.app.get<Problem>(`/api/oauth/google?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED' },
    });
  });

  it('A disabled provider does not count as a way to sign in', async () => {
    const { body } = await setting.visitor().signIn('google');
    const { access_token: token, user } = body;
    await setting.accounts.rows(
      `INSERT INTO identities (id, user_id, provider, issuer, subject) VALUES ($1, $2, 'gone', 'x', $3)`,
      [newId(), user.id, aSubject()],
    );
    const { identities } = (
      await setting.app.get<{ identities: { id: string; provider: string }[] }>(
        '/api/auth/identities',
        { token },
      )
    ).body;
    const idOf = (name: string) => identities.find(({ provider }) => provider === name)?.id;
    const proving = { purpose: 'unlink_identity' };
    const options = await provenByProvider(setting.visitor(), token, proving);
    const unlink = (name: string) =>
      setting.app.delete<Problem>(`/api/auth/identities/${idOf(name)}`, options);
    expect(await unlink('google')).toMatchObject({
      status: 409,
      body: { code: 'LAST_SIGN_IN_METHOD' },
    });
    expect((await unlink('gone')).status).toBe(200);
  });

  it('A merge moves the roles that the kept account lacks, and reports those alone', async () => {
    const account = await setting.accounts.create();
    const other = (await setting.visitor().signIn('google')).body;
    const second = { ...account, id: other.user.id };
    await setting.accounts.grant(account, 'admin');
    await setting.accounts.grant(second, 'admin');
    await setting.accounts.grant(second, 'readonly');
    const { access_token: token } = await signIn(setting.app, account);
    interface Shown {
      readonly confirmation: string;
      readonly roles: { readonly role_name: string; readonly role_id: string }[];
    }
    const own = await proven(setting.app, { ...account, token }, 'merge');
    const merge = (body: object) => setting.app.post<Shown>('/api/auth/merge', body, own);
    const proved = await proveByProvider(setting.visitor(), token, { purpose: 'merge' });
    const proof = { other_proof: proved.body.proof };
    const shown = (await merge(proof)).body;
    expect(shown.roles).toMatchObject([{ role_name: 'readonly' }]);
    expect((await merge({ ...proof, confirmation: shown.confirmation })).status).toBe(200);
    const held = await setting.accounts.rows(
      `SELECT r.name FROM user_service_roles a JOIN roles r ON r.id = a.role_id
        WHERE a.user_id = $1 ORDER BY 1`,
      [account.id],
    );
    expect(held).toEqual([{ name: 'admin' }, { name: 'readonly' }]);
    const trace = await setting.accounts.row<{ details: { roles: object[] } }>(
      `SELECT details FROM audit_events WHERE type = 'user.merged' AND target_id = $1`,
      [account.id],
    );
    expect(trace?.details.roles).toMatchObject([{ role_id: shown.roles[0]?.role_id }]);
  });

  it('An account whose session ended while its first password was hashed gets no password', async () => {
    const { body } = await setting.visitor().signIn('google');
    const proving = { purpose: 'set_password' };
    const options = await provenByProvider(setting.visitor(), body.access_token, proving);
    const passwords = setting.app.nest.get(Passwords, { strict: false });
    const hash = passwords.hash.bind(passwords);
    jest.spyOn(passwords, 'hash').mockImplementationOnce(async (...given) => {
      const hashed = await hash(...given);
      await setting.accounts.rows(
        `UPDATE sessions SET ended_at = now(), ended_reason = 'account_taken_over' WHERE user_id = $1`,
        [body.user.id],
      );
      return hashed;
    });
    const answer = setting.app.post<Problem>(
      '/api/auth/set-password',
      { password: OTHER_PASSWORD },
      options,
    );
    expect((await answer).status).toBe(401);
  });
});

describe('expired authorization flows', () => {
  it('An authorization flow ends after ten minutes, and it and its code are deleted', async () => {
    const clock = new FakeClock(Date.now());
    const setting = await Setting.open({}, clock);
    try {
      const [late, visitor] = [setting.visitor(), setting.visitor()];
      const path = await late.begin('google');
      const answer = await visitor.signIn('google', { redirect_uri: REDIRECT_URI });
      expect(answer.status).toBe(302);
      const left = () =>
        setting.accounts.row(
          `SELECT (SELECT count(*) FROM oauth_codes)::int AS codes,
                  (SELECT count(*) FROM oauth_used_states)::int AS states`,
        );
      const purge = () => setting.app.nest.get(Cleanups, { strict: false }).run('oauth.purge');
      expect(await purge()).toBe(0);
      expect(await left()).toEqual({ codes: 1, states: 1 });
      clock.advanceSeconds(601);
      expect(await late.get(path)).toMatchObject({
        status: 400,
        body: { code: 'INVALID_OAUTH_STATE' },
      });
      clock.advanceSeconds(2 * 3600);
      expect(await purge()).toBe(2);
      expect(await left()).toEqual({ codes: 0, states: 0 });
    } finally {
      await setting.close();
    }
  }, 60_000);
});

describe('expired discovery documents', () => {
  it('An expired discovery document is used while no new one can be fetched', async () => {
    const clock = new FakeClock();
    const setting = await Setting.open({}, clock);
    try {
      const begin = () => setting.app.get('/api/oauth/acme');
      expect((await begin()).status).toBe(302);
      setting.provider.mischief = say('/.well-known/openid-configuration', '{}', 404);
      clock.advanceMs(3_601_000);
      expect((await begin()).status).toBe(302);
      expect((await begin()).status).toBe(302);
    } finally {
      await setting.close();
    }
  }, 60_000);

  it.each([
    ['404', '{}', 404],
    ['of another issuer', '{"issuer":"https://evil.example"}', 200],
  ])(
    'A discovery document is not fetched again at once when it is %s',
    async (_what, body, status) => {
      const setting = await Setting.open();
      try {
        setting.provider.mischief = say('/.well-known/openid-configuration', body, status);
        const begin = (name: string) => setting.app.get<Problem>(`/api/oauth/${name}`);
        // A permanent failure is not reported as temporary, also when it is remembered.
        const misconfigured = { status: 500, body: { code: 'PROVIDER_MISCONFIGURED' } };
        expect(await begin('acme')).toMatchObject(misconfigured);
        expect(await begin('acme')).toMatchObject(misconfigured);
        expect(setting.provider.hitsOf('/.well-known/openid-configuration')).toBe(1);
      } finally {
        await setting.close();
      }
    },
    60_000,
  );
});
