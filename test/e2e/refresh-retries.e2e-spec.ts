import { sha256 } from '#libs/kernel';
import { type TestApp } from '#libs/testing';
import {
  type Accounts,
  me,
  sessionIdOf,
  UNLIMITED,
  type Account,
  type Problem,
  type SignedIn,
  type Tokens,
} from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';

const DEVICE = 'x-device-token';

describe('refreshing again after the answer was lost', () => {
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;
  let first: SignedIn;
  let device: string;

  /** The tokens of a sign-in and the device credential. */
  const signInFrom = async (who: Account, shown?: string) => {
    const { email, password } = who;
    const headers = shown === undefined ? {} : { [DEVICE]: shown };
    const answer = await app.post<SignedIn>('/api/auth/login', { email, password }, { headers });
    return { tokens: answer.body, device: String(answer.headers[DEVICE]) };
  };
  const ask = (token: string, headers: Record<string, string> = {}) =>
    app.post<Tokens & Problem>('/api/auth/refresh', { refresh_token: token }, { headers });
  const withKey = (token: string, key: string) => ask(token, { 'idempotency-key': key });
  const byDevice = (token: string, shown = device) => ask(token, { [DEVICE]: shown });
  const leaveGrace = () =>
    accounts.rows(`UPDATE sessions SET rotated_at = rotated_at - interval '1 hour'`);
  const events = (type: string) =>
    accounts.rows<{ details: Record<string, unknown> }>(
      'SELECT * FROM audit_events WHERE type = $1 AND target_id = $2',
      [type, sessionIdOf(first.refresh_token)],
    );
  const isReuse = { status: 401, body: { code: 'REFRESH_TOKEN_REUSED' } };

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ env: UNLIMITED }));
  }, 60_000);
  beforeEach(async () => {
    account = await accounts.create();
    ({ tokens: first, device } = await signInFrom(account));
  });

  it('A retried refresh gives the same successor to the device of the session, until the successor is used', async () => {
    const lost = await byDevice(first.refresh_token);
    await leaveGrace();
    for (let retry = 0; retry < 3; retry += 1) {
      const again = await byDevice(first.refresh_token);
      expect(again.status).toBe(200);
      expect(again.body.refresh_token).toBe(lost.body.refresh_token);
      expect((await me(app, again.body.access_token)).status).toBe(200);
    }
    expect((await byDevice(lost.body.refresh_token)).status).toBe(200);
    expect(await byDevice(first.refresh_token)).toMatchObject(isReuse);
    expect(await events('refresh_token.reused')).toHaveLength(1);
  });

  it('A retried refresh knows the device by its cookie as well', async () => {
    const cookie = `other=1; gatehouse_device=${device}`;
    const lost = await ask(first.refresh_token, { cookie });
    await leaveGrace();
    const again = await ask(first.refresh_token, { cookie });
    expect(again.body.refresh_token).toBe(lost.body.refresh_token);
  });

  it('A retried refresh gives the same successor to the key of the first try, until the successor is used', async () => {
    const lost = await withKey(first.refresh_token, 'try-1');
    await leaveGrace();
    for (let retry = 0; retry < 3; retry += 1) {
      const again = await withKey(first.refresh_token, 'try-1');
      expect(again.body.refresh_token).toBe(lost.body.refresh_token);
    }
    expect((await withKey(lost.body.refresh_token, 'try-2')).status).toBe(200);
    expect(await withKey(first.refresh_token, 'try-1')).toMatchObject(isReuse);
    expect((await me(app, first.access_token)).status).toBe(401);
  });

  it('A retried refresh is answered with a new access token, for no answer is stored', async () => {
    const lost = await withKey(first.refresh_token, 'try-1');
    const again = await withKey(first.refresh_token, 'try-1');
    expect(again.body.access_token).not.toBe(lost.body.access_token);
    expect(again.headers['idempotency-replayed']).toBeUndefined();
    expect(await accounts.rows('SELECT FROM idempotency_keys')).toEqual([]);
  });

  it.each<[string, string | null, string | null]>([
    ['another key', 'try-1', 'try-2'],
    ['the key in other case', 'try-a', 'try-A'],
    ['the key with more behind it', 'try-1', 'try-10'],
    ['no key', 'try-1', null],
    ['a key that came with the retry alone', null, 'try-1'],
  ])('A retried refresh ends the session for %s', async (_what, key, retryKey) => {
    const headers = (given: string | null): Record<string, string> =>
      given === null ? {} : { 'idempotency-key': given };
    const lost = await ask(first.refresh_token, headers(key));
    await leaveGrace();
    expect(await ask(first.refresh_token, headers(retryKey))).toMatchObject(isReuse);
    expect((await ask(lost.body.refresh_token)).body.code).toBe('SESSION_ENDED');
  });

  it('A retried refresh ends the session for a key that was shown for another session or another rotation', async () => {
    const other = (await signInFrom(account)).tokens;
    await withKey(other.refresh_token, 'of-other');
    const second = (await withKey(first.refresh_token, 'of-first')).body.refresh_token;
    await withKey(second, 'of-second');
    await leaveGrace();
    expect(await withKey(other.refresh_token, 'of-first')).toMatchObject(isReuse);
    expect(await withKey(second, 'of-first')).toMatchObject(isReuse);
  });

  it.each<[string, () => Promise<string>]>([
    ['another device of the same user', async () => (await signInFrom(account)).device],
    ['the device of another user', async () => (await signInFrom(await accounts.create())).device],
    ['a made-up credential', () => Promise.resolve(`${'A'.repeat(43)}.${'A'.repeat(43)}`)],
    ['a cut credential', () => Promise.resolve(device.slice(0, -1))],
    ['the credential in other case', () => Promise.resolve(device.toUpperCase())],
    ['the session’s own refresh token', () => Promise.resolve(first.refresh_token)],
    ['nothing', () => Promise.resolve('')],
  ])('A retried refresh ends the session when it shows %s', async (_what, find) => {
    const shown = await find();
    await byDevice(first.refresh_token);
    await leaveGrace();
    expect(await byDevice(first.refresh_token, shown)).toMatchObject(isReuse);
  });

  it('A retried refresh ends the session for a device that another user has also signed in from, but not the other user’s session', async () => {
    const neighbour = await accounts.create();
    const shared = await signInFrom(neighbour, device);
    expect(shared.device).toBe(device);
    const stranger = (await signInFrom(account)).device;
    await byDevice(shared.tokens.refresh_token, stranger);
    await leaveGrace();
    expect(await byDevice(shared.tokens.refresh_token, stranger)).toMatchObject(isReuse);
  });

  it.each([
    ['is not known to the account any more', 'UPDATE devices SET is_known = false'],
    ['is gone', 'DELETE FROM devices'],
  ])('A retried refresh ends the session when its device %s', async (_what, retire) => {
    await byDevice(first.refresh_token);
    await leaveGrace();
    await accounts.rows(`${retire} WHERE user_id = $1`, [account.id]);
    expect(await byDevice(first.refresh_token)).toMatchObject(isReuse);
  });

  it('A retried refresh does not revive a session that ended with its device', async () => {
    await byDevice(first.refresh_token);
    const { body } = await app.get<{ devices: { id: string }[] }>('/api/auth/devices', {
      token: first.access_token,
    });
    await app.delete(`/api/auth/devices/${body.devices[0]?.id}`, { token: first.access_token });
    const answer = await byDevice(first.refresh_token);
    expect(answer).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
  });

  it('A retried refresh gives the device a session of its own when a client without proof was first, and refuses the tokens of that client', async () => {
    const thiefs = await withKey(first.refresh_token, 'thief');
    await leaveGrace();
    const own = await byDevice(first.refresh_token);
    expect(own.status).toBe(200);
    expect(sessionIdOf(own.body.refresh_token)).not.toBe(sessionIdOf(first.refresh_token));
    for (const token of [thiefs.body.access_token, first.access_token]) {
      expect(await me(app, token)).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
    }
    const ended = { status: 401, body: { code: 'SESSION_ENDED' } };
    expect(await withKey(thiefs.body.refresh_token, 'thief')).toMatchObject(ended);
    expect((await me(app, own.body.access_token)).status).toBe(200);
    expect((await byDevice(own.body.refresh_token)).status).toBe(200);
    expect(await events('refresh_token.reused')).toMatchObject([
      {
        outcome: 'incident',
        details: { used_generation: 0, succeeded_by: sessionIdOf(own.body.refresh_token) },
      },
    ]);
  });

  it('A retried refresh gives the device the same new session again, also to many concurrent retries, until its token is used', async () => {
    await ask(first.refresh_token);
    await leaveGrace();
    const retries = await Promise.all(
      Array.from({ length: 10 }, () => byDevice(first.refresh_token)),
    );
    expect(retries.map(({ status }) => status)).toEqual(retries.map(() => 200));
    const tokens = new Set(retries.map(({ body }) => body.refresh_token));
    expect(tokens.size).toBe(1);
    expect(await events('refresh_token.reused')).toHaveLength(1);
    const [token = ''] = tokens;
    expect((await ask(first.refresh_token)).body.code).toBe('SESSION_ENDED');
    expect((await byDevice(token)).status).toBe(200);
    expect((await byDevice(first.refresh_token)).body.code).toBe('SESSION_ENDED');
    expect((await me(app, retries[0]!.body.access_token)).status).toBe(200);
  });

  it('A retried refresh keeps the time of the sign-in and the absolute end when the device continues in a session of its own', async () => {
    const read = (token: string) =>
      accounts.row<Record<string, unknown>>(
        'SELECT auth_time, amr, created_at, ends_at, device_id FROM sessions WHERE id = $1',
        [sessionIdOf(token)],
      );
    const before = await read(first.refresh_token);
    await ask(first.refresh_token);
    await leaveGrace();
    expect(await read((await byDevice(first.refresh_token)).body.refresh_token)).toEqual(before);
  });

  it('A retried refresh gives the same successor to a client that shows its device with retries alone, also late', async () => {
    await ask(first.refresh_token);
    const again = await byDevice(first.refresh_token);
    await leaveGrace();
    const late = await byDevice(first.refresh_token);
    expect(late.body.refresh_token).toBe(again.body.refresh_token);
    expect((await byDevice(again.body.refresh_token)).status).toBe(200);
  });

  it.each(['', 'undefined', 'null', 'x'.repeat(300)])(
    'A retried refresh knows the device by its cookie beside the header %j',
    async (header) => {
      const headers = { [DEVICE]: header, cookie: `gatehouse_device=; gatehouse_device=${device}` };
      const lost = await ask(first.refresh_token, headers);
      await leaveGrace();
      const again = await ask(first.refresh_token, headers);
      expect(again.body.refresh_token).toBe(lost.body.refresh_token);
    },
  );

  it('A retried refresh knows the device of an open session however many others the account has met since', async () => {
    await byDevice(first.refresh_token);
    for (let n = 0; n < 55; n += 1) {
      await accounts.rows(
        `INSERT INTO devices (id, user_id, credential_hash, ip, is_known, first_seen_at, last_seen_at)
         VALUES (gen_random_uuid(), $1, sha256(convert_to($2::text, 'UTF8')), '192.0.2.1', true, now(), now() + interval '1 hour')`,
        [account.id, `${account.id} ${n}`],
      );
    }
    await signInFrom(account);
    await leaveGrace();
    expect((await byDevice(first.refresh_token)).status).toBe(200);
  });

  it.each(['two words', 'ä', 'x'.repeat(256), ''])(
    'A retried refresh refuses the malformed key %j, and uses nothing up',
    async (key) => {
      const answer = await withKey(first.refresh_token, key);
      expect(answer).toMatchObject({
        status: 400,
        body: { code: 'VALIDATION_FAILED', errors: [{ field: 'Idempotency-Key' }] },
      });
      expect((await ask(first.refresh_token)).body.refresh_token).toMatch(/\.1\./);
    },
  );

  it('A retried refresh gives nothing for a key or a device without the token', async () => {
    const headers = { 'idempotency-key': 'try-1', [DEVICE]: device };
    await ask(first.refresh_token, headers);
    const last = first.refresh_token.endsWith('A') ? 'E' : 'A';
    const altered = `${first.refresh_token.slice(0, -1)}${last}`;
    for (const body of [undefined, { refresh_token: altered }]) {
      const answer = await app.post<Problem>('/api/auth/refresh', body, { headers });
      expect(answer).toMatchObject({ status: 401, body: { code: 'INVALID_REFRESH_TOKEN' } });
    }
  });

  it('A retried refresh stores nothing by which a key could be read or guessed', async () => {
    await withKey(first.refresh_token, '7');
    const row = await accounts.row<{ rotation_key: Buffer }>(
      'SELECT rotation_key FROM sessions WHERE id = $1',
      [sessionIdOf(first.refresh_token)],
    );
    expect(row?.rotation_key).toHaveLength(32);
    expect(row?.rotation_key).not.toEqual(sha256('7'));
  });

  describe('after the database was rolled back', () => {
    const rollBack = (token: string) =>
      accounts.rows(
        `UPDATE sessions SET generation = 0, rotated_at = NULL, rotation_key = NULL,
                             device_generation = NULL WHERE id = $1`,
        [sessionIdOf(token)],
      );
    /** The current token after so many refreshes. */
    const afterRefreshes = async (count: number) => {
      let token = first.refresh_token;
      for (let n = 0; n < count; n += 1) token = (await ask(token)).body.refresh_token;
      return token;
    };

    it('A refresh after a rollback of the database continues from the token of the client, and the data loss is recorded', async () => {
      const held = await afterRefreshes(3);
      await rollBack(held);
      const answer = await ask(held);
      expect(answer.status).toBe(200);
      expect(answer.body.refresh_token).toMatch(/\.4\./);
      expect((await me(app, answer.body.access_token)).status).toBe(200);
      expect((await ask(answer.body.refresh_token)).body.refresh_token).toMatch(/\.5\./);
      expect(await events('session.rolled_back')).toMatchObject([
        {
          outcome: 'incident',
          details: { user_id: account.id, shown_generation: 3, stored_generation: 0 },
        },
      ]);
      expect((await app.get('/metrics')).text).toMatch(
        /gatehouse_sessions_rolled_back_total [1-9]/,
      );
    });

    it('A refresh after a rollback of the database detects used tokens again', async () => {
      const old = await afterRefreshes(2);
      const held = (await ask(old)).body.refresh_token;
      await rollBack(held);
      const next = (await ask(held)).body.refresh_token;
      expect(await ask(old)).toMatchObject(isReuse);
      expect((await ask(next)).body.code).toBe('SESSION_ENDED');
    });

    it('A refresh after a rollback of the database detects a thief with an older token, in either order', async () => {
      const stolen = await afterRefreshes(1);
      const held = (await ask((await ask(stolen)).body.refresh_token)).body.refresh_token;
      await rollBack(held);
      const thiefs = (await ask(stolen)).body.refresh_token;
      expect((await ask(held)).status).toBe(200);
      expect(await events('session.rolled_back')).toHaveLength(2);
      expect(await ask(thiefs)).toMatchObject(isReuse);
    });

    it('A refresh after a rollback of the database does not revive an ended session or an inactive user', async () => {
      const held = await afterRefreshes(2);
      await rollBack(held);
      await accounts.rows('UPDATE users SET is_active = false WHERE id = $1', [account.id]);
      expect((await ask(held)).body.code).toBe('SESSION_ENDED');
      await accounts.rows('UPDATE users SET is_active = true WHERE id = $1', [account.id]);
      await app.post('/api/auth/logout', undefined, { token: first.access_token });
      expect((await ask(held)).body.code).toBe('SESSION_ENDED');
      expect(await events('session.rolled_back')).toEqual([]);
    });
  });
});
