import pg from 'pg';
import { newId } from '#libs/kernel';
import { eventually, type Answer } from '#libs/testing';
import { signIn, type Problem } from '../support/accounts.js';
import { freshProof, proven, showing } from '../support/fresh-proof.js';
import { TwoServers } from '../support/two-servers.js';

const AT_ONCE = 20;
const ROUNDS = 5;

describe('fresh proofs on two instances', () => {
  let fixture: TwoServers;

  beforeAll(async () => {
    fixture = await TwoServers.start();
    await fixture.warm(AT_ONCE);
  }, 120_000);
  afterAll(() => fixture?.close());

  const anAdministrator = async () => {
    const account = await fixture.accounts.create();
    await fixture.accounts.grant(account, 'admin');
    const { access_token: token } = await signIn(fixture.on(0), account);
    const made = await fixture
      .on(0)
      .post<{ service_id: string }>('/api/roles/services', { name: newId() }, { token });
    return { ...account, token, service_id: made.body.service_id };
  };
  const statusesOf = (answers: readonly Answer<object>[]) =>
    answers.map(({ status }) => status).sort();

  it('twenty requests with one fresh proof mint one token', async () => {
    const admin = await anAdministrator();
    for (let round = 0; round < ROUNDS; round += 1) {
      const options = await proven(fixture.on(round), admin, 'mint_token');
      const answers = await fixture.race(AT_ONCE, (server) =>
        server.post<Problem>(
          '/api/tokens',
          { service_id: admin.service_id, name: newId() },
          options,
        ),
      );
      expect(statusesOf(answers)).toEqual([201, ...Array<number>(AT_ONCE - 1).fill(401)]);
    }
  }, 120_000);

  it('twenty requests with the same two fresh proofs merge once', async () => {
    const keep = await anAdministrator();
    const other = await fixture.accounts.create();
    const { token } = keep;
    const own = await freshProof(fixture.on(0), keep, 'merge');
    const prover = { token, password: other.password };
    const other_proof = await freshProof(fixture.on(1), prover, 'merge', other.email);
    const options = { token, headers: showing(own) };
    const merge = (server: ReturnType<TwoServers['on']>, body: object) =>
      server.post<{ confirmation: string }>('/api/auth/merge', { other_proof, ...body }, options);
    const { confirmation } = (await merge(fixture.on(1), {})).body;
    const answers = await fixture.race(AT_ONCE, (server) => merge(server, { confirmation }));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status >= 500)).toHaveLength(0);
  }, 120_000);

  it('of twenty fresh proofs made at once, one is usable', async () => {
    const admin = await anAdministrator();
    const proofs = await fixture.race(AT_ONCE, (server) => freshProof(server, admin, 'mint_token'));
    const answers = await Promise.all(
      proofs.map((proof, index) =>
        fixture
          .on(index)
          .post(
            '/api/tokens',
            { service_id: admin.service_id, name: newId() },
            { token: admin.token, headers: showing(proof) },
          ),
      ),
    );
    expect(statusesOf(answers)).toEqual([201, ...Array<number>(AT_ONCE - 1).fill(401)]);
  }, 120_000);

  it('a fresh proof does not deadlock while its user erases the account and another call ends accounts', async () => {
    const { accounts } = fixture;
    const account = await accounts.create();
    const { access_token: token } = await signIn(fixture.on(0), account);
    const options = await proven(fixture.on(0), { ...account, token }, 'erase_account');
    const other = new pg.Client({ connectionString: fixture.databaseUrl });
    await other.connect();
    try {
      // The locks that a merge, an erasure and an unmerge take first.
      await other.query('BEGIN');
      await other.query(
        `SELECT FROM roles WHERE name = 'admin' AND service_id =
          (SELECT id FROM services WHERE name = 'auth_service') FOR UPDATE`,
      );
      const erased = fixture.on(0).call('DELETE', '/api/auth/me', options);
      await eventually(async () => {
        const waiting = await accounts.rows('SELECT FROM pg_locks WHERE NOT granted');
        if (waiting.length === 0) throw new Error('Nobody waits');
      });
      const held = 'SELECT FROM fresh_proofs WHERE user_id = $1 FOR UPDATE NOWAIT';
      expect((await other.query(held, [account.id])).rowCount).toBe(1);
      await other.query('COMMIT');
      expect((await erased).status).toBe(200);
    } finally {
      await other.end();
    }
  }, 60_000);
});
