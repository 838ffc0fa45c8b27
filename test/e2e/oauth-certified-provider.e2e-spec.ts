import { randomUUID } from 'node:crypto';
import { startTestApp, type TestApp } from '#libs/testing';
import { CLIENT, startOpenIdServer, type OpenIdServer } from './support/providers/openid-server.js';
import { Visitor } from './support/providers/visitor.js';
import { withFixture } from '../support/with-fixture.js';

const BASE_URL = 'http://gatehouse.test';
const callback = (name: string) => `${BASE_URL}/api/oauth/${name}/callback`;

/** `oidc-provider` is certified, so these tests check conformance to the standard and not to our own fake. */
describe('a certified provider', () => {
  let google: OpenIdServer;
  let generic: OpenIdServer;
  let app: TestApp;

  withFixture(async (opened) => {
    google = opened.add(
      await startOpenIdServer({
        redirectUris: [callback('google')],
        claimsInToken: true,
        login: 'by-google',
      }),
    );
    generic = opened.add(
      await startOpenIdServer({
        redirectUris: [callback('my_company')],
        claimsInToken: false,
        login: 'by-company',
      }),
    );
    app = opened.add(
      await startTestApp({
        env: {
          APP_BASE_URL: BASE_URL,
          RATE_LIMIT_ENABLED: 'false',
          GOOGLE_CLIENT_ID: CLIENT.id,
          GOOGLE_CLIENT_SECRET: CLIENT.secret,
          GOOGLE_DISCOVERY_URL: `${google.url}/.well-known/openid-configuration`,
          OIDC_MY_COMPANY_ISSUER: generic.url,
          OIDC_MY_COMPANY_CLIENT_ID: CLIENT.id,
          OIDC_MY_COMPANY_CLIENT_SECRET: CLIENT.secret,
        },
      }),
    );
  }, 120_000);

  it.each([
    ['google', 'by-google'],
    ['my_company', 'by-company'],
  ])(
    'A person signs in twice to one account by a certified provider configured as %s',
    async (name, login) => {
      const server = name === 'google' ? google : generic;
      const visit = async () => {
        const visitor = new Visitor(app, BASE_URL);
        const begun = await visitor.get(`/api/oauth/${name}`);
        const back = await server.consent(String(begun.headers.location));
        return visitor.get(visitor.pathOf(back));
      };
      const first = await visit();
      expect(first).toMatchObject({
        status: 200,
        body: {
          message: 'Authentication successful',
          user: { email: `${login}@example.test`, first_name: 'Anna', is_email_verified: true },
        },
      });
      expect((await visit()).body.user.id).toBe(first.body.user.id);
    },
  );
});

describe('a certified provider with tenants, as Microsoft', () => {
  const TENANTS = [randomUUID(), randomUUID()];
  let server: OpenIdServer;

  withFixture(async (opened) => {
    server = opened.add(
      await startOpenIdServer({
        ...{ redirectUris: [callback('microsoft')], claimsInToken: true, login: 'by-microsoft' },
        tenants: TENANTS,
      }),
    );
  }, 120_000);

  const visits = async (described: string, count: number) => {
    const app = await startTestApp({
      env: {
        APP_BASE_URL: BASE_URL,
        MICROSOFT_CLIENT_ID: CLIENT.id,
        MICROSOFT_CLIENT_SECRET: CLIENT.secret,
        MICROSOFT_DISCOVERY_URL: `${server.url}/${described}/v2.0/.well-known/openid-configuration`,
      },
    });
    try {
      const answers = [];
      for (let visit = 0; visit < count; visit += 1) {
        const visitor = new Visitor(app, BASE_URL);
        const back = await server.consent(await visitor.leave('microsoft'));
        answers.push(await visitor.get(visitor.pathOf(back)));
      }
      return answers;
    } finally {
      await app.close();
    }
  };

  it.each([
    ['all', 'common'],
    ['its own', TENANTS[0] ?? ''],
  ])(
    'A certified provider with tenants signs a person in, as described for %s',
    async (_whose, described) => {
      const [first, second] = await visits(described, 2);
      expect(first).toMatchObject({
        status: 200,
        body: { user: { email: 'by-microsoft@example.test', is_email_verified: true } },
      });
      expect(second?.body.user.id).toBe(first?.body.user.id);
    },
    60_000,
  );

  it('A certified provider with tenants refuses a person of another tenant than the configured one', async () => {
    const [answer] = await visits('mixed', 1);
    expect(answer).toMatchObject({ status: 400, body: { code: 'PROVIDER_ANSWER_INVALID' } });
  }, 60_000);
});
