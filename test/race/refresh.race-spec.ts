import type { HttpClient } from '#libs/testing';
import { refresh, signIn, type Problem, type SignedIn, type Tokens } from '../support/accounts.js';
import { TwoServers } from '../support/two-servers.js';

const ROUNDS = 50;
const REQUESTS = 30;

/** The rounds need time, and more of it on a busy machine. */
const LONG = 300_000;

const DEVICE = 'x-device-token';

/** A new account's session, and what its device keeps. */
async function signInFrom(fixture: TwoServers, round: number) {
  const { email, password } = await fixture.accounts.create();
  const answer = await fixture.on(round).post<SignedIn>('/api/auth/login', { email, password });
  return { tokens: answer.body, device: String(answer.headers[DEVICE]) };
}

const refreshWith = (client: HttpClient, token: string, headers: Record<string, string>) =>
  client.post<Tokens & Problem>('/api/auth/refresh', { refresh_token: token }, { headers });

describe('refreshing under a race on two instances', () => {
  let fixture: TwoServers;

  beforeAll(async () => {
    fixture = await TwoServers.start();
    await fixture.warm(REQUESTS);
  }, 120_000);
  afterAll(() => fixture?.close());

  const sessionOf = async (userId: string) =>
    fixture.accounts.row<{ generation: number; ended_at: Date | null }>(
      'SELECT generation, ended_at FROM sessions WHERE user_id = $1',
      [userId],
    );
  const incidents = async () =>
    (await fixture.accounts.rows(`SELECT FROM audit_events WHERE outcome = 'incident'`)).length;

  it(
    'many refreshes with one token get one successor',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const account = await fixture.accounts.create();
        let { refresh_token: token } = await signIn(fixture.on(round), account);
        for (const generation of [1, 2]) {
          const answers = await fixture.race(REQUESTS, (server) => refresh(server, token));
          expect(answers.map(({ status }) => status)).toEqual(Array(REQUESTS).fill(200));
          const successors = new Set(answers.map(({ body }) => body.refresh_token));
          expect(successors.size).toBe(1);
          expect(await sessionOf(account.id)).toEqual({ generation, ended_at: null });
          [token] = successors as unknown as [string];
        }
      }
      expect(await incidents()).toBe(0);
    },
    LONG,
  );

  it(
    'a used refresh token and its successor, sent at once, never start two lines of tokens',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const account = await fixture.accounts.create();
        const { refresh_token: first } = await signIn(fixture.on(round), account);
        const second = (await refresh(fixture.on(round + 1), first)).body.refresh_token;
        const answers = await fixture.race(REQUESTS, (server, index) =>
          refresh(server, index % 2 === 0 ? first : second),
        );
        const given = new Set(
          answers.filter(({ status }) => status === 200).map(({ body }) => body.refresh_token),
        );
        // From the first: the second again, while it was unused. From the second: the third.
        expect(given.size).toBeLessThanOrEqual(2);
        const session = await sessionOf(account.id);
        expect(session?.generation).toBe(2);
        const reused = answers.some(({ body }) => body.code === 'REFRESH_TOKEN_REUSED');
        expect(session?.ended_at !== null).toBe(reused);
      }
    },
    LONG,
  );

  it(
    'a token that is ahead of a restored database is refreshed once',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const account = await fixture.accounts.create();
        let { refresh_token: token } = await signIn(fixture.on(round), account);
        for (let n = 0; n < 3; n += 1) {
          token = (await refresh(fixture.on(n), token)).body.refresh_token;
        }
        await fixture.accounts.rows(
          'UPDATE sessions SET generation = 1, rotated_at = NULL WHERE user_id = $1',
          [account.id],
        );
        const answers = await fixture.race(REQUESTS, (server) => refresh(server, token));
        expect(answers.map(({ status }) => status)).toEqual(Array(REQUESTS).fill(200));
        const successors = new Set(answers.map(({ body }) => body.refresh_token));
        expect(successors.size).toBe(1);
        expect(await sessionOf(account.id)).toEqual({ generation: 4, ended_at: null });
        const recorded = await fixture.accounts.rows(
          `SELECT FROM audit_events
            WHERE type = 'session.rolled_back' AND details->>'user_id' = $1`,
          [account.id],
        );
        expect(recorded).toHaveLength(1);
      }
    },
    LONG,
  );

  it(
    'all clients that return at once after an outage are served, each twice',
    async () => {
      const accounts = await Promise.all(
        Array.from({ length: 100 }, () => fixture.accounts.create()),
      );
      const tokens: string[] = [];
      for (const session of [0, 1, 2, 3]) {
        const signedIn = await Promise.all(
          accounts.map((account, index) => signIn(fixture.on(index + session), account)),
        );
        tokens.push(...signedIn.map(({ refresh_token: token }) => token));
      }
      const answers = await fixture.race(tokens.length * 2, (server, index) =>
        refresh(server, tokens[index >> 1] ?? ''),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      const successors = new Set(answers.map(({ body }) => body.refresh_token));
      expect(successors.size).toBe(tokens.length);
      const sessions = await fixture.accounts.rows(
        'SELECT FROM sessions WHERE user_id = ANY ($1) AND generation = 1 AND ended_at IS NULL',
        [accounts.map(({ id }) => id)],
      );
      expect(sessions).toHaveLength(tokens.length);
    },
    LONG,
  );

  it(
    'refreshes are refused once the user is deactivated, also those in flight',
    async () => {
      const admin = await fixture.accounts.create();
      await fixture.accounts.grant(admin, 'admin');
      const { access_token: token } = await signIn(fixture.on(0), admin);
      for (let round = 0; round < ROUNDS; round += 1) {
        const account = await fixture.accounts.create();
        const { refresh_token: first } = await signIn(fixture.on(round), account);
        const answers = await fixture.race(10, async (server, index) => {
          if (index > 0) return refresh(server, first);
          const body = { is_active: false };
          await server.patch(`/api/users/${account.id}`, body, { token });
          return null;
        });
        const tokens = answers.flatMap((answer) => answer?.body.refresh_token ?? []);
        const later = await Promise.all(
          [first, ...tokens].map((given, index) => refresh(fixture.on(index), given)),
        );
        expect(later.map(({ status }) => status)).toEqual(Array(later.length).fill(401));
        expect(await fixture.accounts.liveSessions(account)).toBe(0);
      }
    },
    LONG,
  );
});

describe('refreshing without a grace window, under a race on two instances', () => {
  let fixture: TwoServers;

  beforeAll(async () => {
    fixture = await TwoServers.start({ env: { REFRESH_GRACE_SECONDS: '0' } });
    await fixture.warm(REQUESTS);
  }, 120_000);
  afterAll(() => fixture?.close());

  it(
    'all retries that prove to be of one client get one successor',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { tokens, device } = await signInFrom(fixture, round);
        const proof: Record<string, string> =
          round % 2 === 0 ? { [DEVICE]: device } : { 'idempotency-key': `try-${round}` };
        const answers = await fixture.race(REQUESTS, (server) =>
          refreshWith(server, tokens.refresh_token, proof),
        );
        expect(answers.map(({ status }) => status)).toEqual(Array(REQUESTS).fill(200));
        const successors = new Set(answers.map(({ body }) => body.refresh_token));
        expect(successors.size).toBe(1);
        const [next = ''] = successors;
        expect((await refreshWith(fixture.on(round), next, proof)).status).toBe(200);
      }
    },
    LONG,
  );

  it(
    'a device gets one successor when it takes over what a client without proof was given',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { tokens, device } = await signInFrom(fixture, round);
        const unproven = await refresh(fixture.on(round), tokens.refresh_token);
        const answers = await fixture.race(REQUESTS, (server) =>
          refreshWith(server, tokens.refresh_token, { [DEVICE]: device }),
        );
        expect(answers.map(({ status }) => status)).toEqual(Array(REQUESTS).fill(200));
        const successors = new Set(answers.map(({ body }) => body.refresh_token));
        expect(successors.size).toBe(1);
        expect(successors).not.toContain(unproven.body.refresh_token);
        const late = await refresh(fixture.on(round + 1), unproven.body.refresh_token);
        expect(late.body.code).toBe('SESSION_ENDED');
        const [next = ''] = successors;
        expect((await refresh(fixture.on(round), next)).status).toBe(200);
      }
    },
    LONG,
  );

  it(
    'a session that replaces another is ended when the user ends all others at once',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const account = await fixture.accounts.create();
        const { email, password } = account;
        const stolen = await fixture.on(0).post<SignedIn>('/api/auth/login', { email, password });
        const device = String(stolen.headers[DEVICE]);
        const token = stolen.body.refresh_token;
        await refresh(fixture.on(round), token);
        const { access_token: otherSession } = await signIn(fixture.on(round), account);
        const answers = await fixture.race(10, async (server, index) => {
          if (index > 0) return refreshWith(server, token, { [DEVICE]: device });
          const ended = await server.delete('/api/auth/sessions', { token: otherSession });
          expect(ended.status).toBe(200);
          return null;
        });
        const given = answers.flatMap((answer) => answer?.body.refresh_token ?? []);
        for (const each of new Set(given)) {
          expect((await refresh(fixture.on(round), each)).status).toBe(401);
        }
        expect(await fixture.accounts.liveSessions(account)).toBe(1);
      }
    },
    LONG,
  );

  it(
    'a client without proof and the device of the session never both continue',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { tokens, device } = await signInFrom(fixture, round);
        const unproven = (await refresh(fixture.on(round), tokens.refresh_token)).body
          .refresh_token;
        const answers = await fixture.race(REQUESTS, (server, index) =>
          index % 2 === 0
            ? refreshWith(server, tokens.refresh_token, { [DEVICE]: device })
            : refresh(server, unproven),
        );
        const given = new Set(answers.flatMap(({ body }) => body.refresh_token ?? []));
        const later = await Promise.all(
          [...given, unproven].map((token) => refresh(fixture.on(round), token)),
        );
        expect(later.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
      }
    },
    LONG,
  );

  it(
    'one refresh succeeds, and the session is ended for the others',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const account = await fixture.accounts.create();
        const { refresh_token: token } = await signIn(fixture.on(round), account);
        const answers = await fixture.race(REQUESTS, (server) => refresh(server, token));
        const winners = answers.filter(({ status }) => status === 200);
        expect(winners.length).toBeLessThanOrEqual(1);
        expect(await fixture.accounts.liveSessions(account)).toBe(0);
        for (const { body } of winners) {
          expect((await refresh(fixture.on(round), body.refresh_token)).status).toBe(401);
        }
        const recorded = await fixture.accounts.rows(
          `SELECT FROM audit_events WHERE outcome = 'incident' AND details->>'user_id' = $1`,
          [account.id],
        );
        expect(recorded).toHaveLength(1);
      }
    },
    LONG,
  );
});
