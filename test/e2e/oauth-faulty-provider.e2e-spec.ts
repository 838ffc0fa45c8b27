import type { ServerResponse } from 'node:http';
import { FakeClock, type Answer } from '#libs/testing';
import { anEmail, type Problem } from '../support/accounts.js';
import type { Mischief } from './support/providers/fake-provider.js';
import { appear } from './support/providers/persona.js';
import { Setting } from './support/providers/setting.js';

type Trick = (response: ServerResponse) => unknown;

const json = { 'content-type': 'application/json' };
const TRICKS: Readonly<Record<string, Trick>> = {
  'answers 500': (response) => response.writeHead(500, json).end('{}'),
  'answers 404': (response) => response.writeHead(404, json).end('{}'),
  'refuses us': (response) => response.writeHead(401, json).end('{}'),
  'leads to this machine': (response) =>
    response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  'sends broken JSON': (response) => response.writeHead(200, json).end('{"keys":['),
  'sends HTML': (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
  'sends 10 MB': (response) =>
    response.writeHead(200, json).end(`{"keys":[],"x":"${'y'.repeat(10_000_000)}"}`),
};
const BREAK_OFF: Trick = (response) => response.destroy();
const HANG: Trick = () => undefined;

const PROFILES = [
  ['acme', '/userinfo'],
  ['microsoft', '/userinfo'],
  ['discord', '/discord/users/@me'],
  ['github', '/github/user'],
  ['github', '/github/user/emails'],
  ['facebook', '/facebook/me'],
] as const;
const OPENID = ['google', 'acme', 'apple', 'microsoft'] as const;

const at =
  (path: string | RegExp, trick: Trick): Mischief =>
  (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    if (!(typeof path === 'string' ? pathname.endsWith(path) : path.test(pathname))) return false;
    trick(response);
    return true;
  };

/** Longer than a failed metadata or key request is remembered. */
const LATER_MS = 4_000;

describe('faulty answers of the endpoints of a provider', () => {
  const clock = new FakeClock(Date.now());
  /** A server that has never fetched metadata, keys or a profile. */
  let [descriptions, keys, profiles]: Setting[] = [];

  beforeAll(async () => {
    const open = () => Setting.open({}, clock);
    [descriptions, keys, profiles] = await Promise.all([open(), open(), open()]);
  }, 120_000);
  afterAll(async () => {
    for (const setting of [descriptions, keys, profiles]) await setting?.close();
  });

  const prepare = (setting: Setting): Setting => {
    clock.advanceMs(LATER_MS);
    setting.provider.reset();
    appear(setting.provider, { email: anEmail() });
    // For providers with a userinfo endpoint the claim is only there.
    setting.provider.claims = ({ email: _email, ...claims }) => claims;
    return setting;
  };

  /** The flow ends with this refusal and stores nothing. */
  const expectRefusal = async (
    setting: Setting,
    attempt: () => Promise<Answer<object>>,
    [status, code]: [number, string],
  ) => {
    const before = await setting.stored();
    const answer = (await attempt()) as Answer<Problem>;
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(answer.body).not.toHaveProperty('access_token');
    expect(await setting.stored()).toEqual(before);
    expect(setting.sink.mails).toEqual([]);
  };
  const FAILED: [number, string] = [502, 'PROVIDER_FAILED'];
  const MISCONFIGURED: [number, string] = [500, 'PROVIDER_MISCONFIGURED'];
  /** The operator configures the address: 404 and redirects are permanent failures. */
  const OF_THE_OPERATOR = ['answers 404', 'refuses us', 'leads to this machine'];
  const UNREACHABLE: [number, string] = [503, 'PROVIDER_UNAVAILABLE'];
  const NO_ADDRESS: [number, string] = [403, 'PROVIDER_EMAIL_MISSING'];
  const LATE: [number, string] = [504, 'PROVIDER_TIMEOUT'];
  const TRIALS = [
    ...Object.entries(TRICKS).map(([what, trick]) => [what, trick, FAILED] as const),
    ['breaks off', BREAK_OFF, UNREACHABLE] as const,
  ];

  const begin = (setting: Setting, provider: string) => () =>
    setting.app.get<Problem>(`/api/oauth/${provider}`);
  const signIn = (setting: Setting, provider: string) => () => setting.visitor().signIn(provider);

  describe.each(OPENID)('faulty discovery documents of %s', (provider) => {
    it.each(TRIALS)(
      'A sign-in is refused when the endpoint of the discovery document %s',
      async (what, trick, usual) => {
        const refusal = OF_THE_OPERATOR.includes(what) ? MISCONFIGURED : usual;
        const setting = prepare(descriptions!);
        setting.provider.mischief = at('openid-configuration', trick);
        await expectRefusal(setting, begin(setting, provider), refusal);
      },
    );
  });

  describe.each(OPENID)('faulty key sets of %s', (provider) => {
    it.each(TRIALS)(
      'A sign-in is refused when the endpoint of the key set %s',
      async (_what, trick, refusal) => {
        const setting = prepare(keys!);
        setting.provider.mischief = at('/jwks', trick);
        await expectRefusal(setting, signIn(setting, provider), refusal);
      },
    );
  });

  describe.each(PROFILES)('faulty answers at %s, %s', (provider, path) => {
    it.each(TRIALS)(
      'A sign-in is refused when the endpoint of the profile %s',
      async (what, trick, usual) => {
        const missing = path.endsWith('/emails') ? NO_ADDRESS : MISCONFIGURED;
        const refusal = what === 'answers 404' ? missing : usual;
        const setting = prepare(profiles!);
        setting.provider.mischief = at(path, trick);
        await expectRefusal(setting, signIn(setting, provider), refusal);
      },
    );
  });

  it('A sign-in whose profile endpoint hangs is answered in time, and nothing is stored', async () => {
    const settings = [prepare(descriptions!), prepare(keys!), prepare(profiles!)];
    descriptions!.provider.mischief = at('openid-configuration', HANG);
    keys!.provider.mischief = at('/jwks', HANG);
    // The profile of GitHub succeeds, because the addresses are requested after it.
    const slow = PROFILES.map(([, path]) => path).filter((path) => path !== '/github/user');
    const paths = new RegExp(`(${slow.join('|')})$`);
    profiles!.provider.mischief = at(paths, HANG);
    const storedIn = () => Promise.all(settings.map((setting) => setting.stored()));
    const before = await storedIn();
    const started = performance.now();
    const answers = await Promise.all([
      ...OPENID.map((provider) => begin(descriptions!, provider)()),
      ...OPENID.map((provider) => signIn(keys!, provider)()),
      ...PROFILES.map(([provider]) => signIn(profiles!, provider)()),
    ]);
    const seen = answers.map(({ status, body }) => [status, (body as Problem).code]);
    expect(seen).toEqual(answers.map(() => LATE));
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(await storedIn()).toEqual(before);
  }, 60_000);
});
