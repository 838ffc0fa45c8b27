import { hasRedisServer, type ServerProcess } from '#libs/testing';
import { AppTokens } from '../../libs/guard/src/core/app-tokens.js';
import { HttpAuthority } from '../../libs/guard/src/core/http-authority.js';
import { newFakeAppToken } from '../../libs/guard/src/testing/fake-credentials.js';
import { newId } from '#libs/kernel';
import { signIn } from '../support/accounts.js';
import type { Prover } from '../support/fresh-proof.js';
import { mintToken } from '../support/service-token.js';
import { TwoServers } from '../support/two-servers.js';

const BAD = 4_000;
/** Valid tokens that no instance has cached, one after each so many bad ones. */
const EVERY = 100;
const LONG = 240_000;
/** Concurrent requests that go directly to the server. */
const AT_ONCE = 50;

(hasRedisServer() ? describe : describe.skip)('a flood of well-formed bad tokens', () => {
  let fixture: TwoServers;
  let prover: Prover;
  let service: string;

  beforeAll(async () => {
    fixture = await TwoServers.start({
      env: {
        RATE_LIMIT_ENABLED: 'true',
        CAPTCHA_MODE: 'off',
        // Each token is minted by its own proof.
        RATE_LIMIT_LOGIN_PER_ADDRESS: 'off',
        RATE_LIMIT_LOGIN_PER_ACCOUNT: 'off',
      },
    });
    const administrator = await fixture.accounts.create();
    await fixture.accounts.grant(administrator, 'admin');
    const { access_token: token } = await signIn(fixture.on(0), administrator);
    prover = { token, password: administrator.password };
    const { body } = await fixture
      .on(0)
      .post<{ service_id: string }>('/api/roles/services', { name: newId() }, { token });
    service = body.service_id;
  }, 120_000);
  afterAll(() => fixture?.close());

  const mint = async (): Promise<string> => {
    const fields = { service_id: service, name: newId() };
    const { body } = await mintToken(fixture.on(0), prover, fields);
    return body.token_data.token;
  };
  const mintMany = async (count: number) => {
    const minted: string[] = [];
    for (let index = 0; index < count; index += 1) minted.push(await mint());
    return minted;
  };
  const remembered = async (server: ServerProcess): Promise<number> => {
    const { text } = await server.get('/metrics');
    return Number(/^gatehouse_unknown_tokens_remembered (\d+)$/m.exec(text)?.[1]);
  };
  /** Sends the tokens in order, valid ones among bad ones; `show` sends one and returns its answer. */
  async function flood<T>(good: readonly string[], show: (token: string) => Promise<T>) {
    const shown = Array.from({ length: BAD + good.length }, (_, index) =>
      index % (EVERY + 1) === EVERY ? good[Math.floor(index / (EVERY + 1))] : undefined,
    );
    const answers = { good: new Map<T, number>(), bad: new Map<T, number>() };
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < shown.length) {
        const known = shown[next];
        next += 1;
        const answer = await show(known ?? newFakeAppToken());
        const counts = known === undefined ? answers.bad : answers.good;
        counts.set(answer, (counts.get(answer) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return { good: Object.fromEntries(answers.good), bad: Object.fromEntries(answers.bad) };
  }

  it(
    'a flood of bad tokens refuses no valid uncached token from the same address',
    async () => {
      const good = await mintMany(BAD / EVERY);
      let turn = 0;
      const { good: answered, bad } = await flood(good, async (token) => {
        turn += 1;
        return (await fixture.on(turn).get('/api/tokens/validate', { token })).status;
      });
      expect(answered).toEqual({ 200: BAD / EVERY });
      expect(Object.keys(bad)).toEqual(['401', '429']);
      for (const server of fixture.servers) {
        expect(await remembered(server)).toBeLessThanOrEqual(20_000);
      }
    },
    LONG,
  );

  it(
    'a flood of bad tokens refuses no valid uncached token through the same guard, by the same caller or another',
    async () => {
      const own = await mint();
      const tokens = new AppTokens({
        authority: new HttpAuthority({
          url: fixture.on(1).url,
          appToken: own,
          timeoutMs: 10_000,
          fetch: (...call) => fetch(...call),
        }),
        clock: () => Date.now(),
        maxAgeMs: () => 30_000,
        trustsLastAnswer: () => false,
      });
      let turn = 0;
      const good = await mintMany(BAD / EVERY);
      const { good: answered, bad } = await flood(good, (token) => {
        turn += 1;
        const address = turn % 10 === 0 ? '192.0.2.8' : '192.0.2.7';
        return tokens.authenticate(token, { live: false, address }).then(
          () => 'good',
          (error: { code: string }) => error.code,
        );
      });
      expect(answered).toEqual({ good: BAD / EVERY });
      expect(Object.keys(bad).sort()).toEqual(['INVALID_TOKEN', 'RATE_LIMITED']);
      const sizes = tokens as unknown as { refused: { size: number }; held: { size: number } };
      expect(sizes.refused.size).toBeLessThanOrEqual(10_000);
      expect(sizes.held.size).toBe(BAD / EVERY);
    },
    LONG,
  );
});
