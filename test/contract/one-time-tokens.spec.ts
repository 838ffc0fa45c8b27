import { row, rows, type Tx } from '#libs/database';
import { newId, sha256 } from '#libs/kernel';
import { describeOnDatabases, eventually, FakeClock } from '#libs/testing';
import {
  OneTimeTokens,
  PendingRegistrations,
  Users,
  type TokenPurpose,
  type User,
} from '#api/users';
import { UsersCleanup } from '../../apps/api/src/users/users.cleanup.js';
import { AddressChanges } from '../../apps/api/src/users/address-changes.service.js';
import { AddressChangesStore } from '../../apps/api/src/users/address-changes.store.js';
import { OneTimeTokensStore } from '../../apps/api/src/users/one-time-tokens.store.js';
import { PendingRegistrationsStore } from '../../apps/api/src/users/pending-registrations.store.js';
import { cleanupsOver } from '../support/paced-batches.js';
import { ConfirmedAddresses } from '../../apps/api/src/users/confirmed-addresses.service.js';
import { UsersStore } from '../../apps/api/src/users/users.store.js';

const clock = new FakeClock('2026-06-01T12:00:00.000Z');
const users = new Users(new UsersStore(), clock, new ConfirmedAddresses());
const tokens = new OneTimeTokens(new OneTimeTokensStore(), clock);
const addressChanges = new AddressChanges(new AddressChangesStore(), clock);

class Signal {
  give!: () => void;
  readonly given = new Promise<void>((resolve) => (this.give = resolve));
}

describeOnDatabases('mailed tokens', (db) => {
  const pool = () => db.database.pool;
  const aUser = async (): Promise<User> => {
    const email = `${newId()}@example.org`;
    const user = await users.create(pool(), { email, emailCanonical: email, password: null });
    return user!;
  };
  const issue = (user: User, purpose: TokenPurpose = 'verify_email', ttlSeconds = 3600, tx?: Tx) =>
    tokens.issue(tx ?? pool(), {
      userId: user.id,
      purpose,
      emailCanonical: user.emailCanonical,
      ttlSeconds,
    });
  const consume = (token: string, purpose: TokenPurpose = 'verify_email') =>
    tokens.consume(pool(), purpose, token);

  it('One-time tokens have 43 characters, of which the database holds only the hash', async () => {
    const user = await aUser();
    const { token, expiresAt } = await issue(user);
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(expiresAt).toEqual(new Date(clock.nowMs() + 3_600_000));
    const stored = await row<{ text: string; token_hash: Buffer }>(
      pool(),
      `SELECT t::text AS text, token_hash FROM one_time_tokens t WHERE user_id = $1`,
      [user.id],
    );
    expect(stored!.token_hash).toEqual(sha256(token));
    expect(stored!.text).not.toContain(token);
  });

  it('One-time tokens never repeat and come in no order', async () => {
    const user = await aUser();
    const issued: string[] = [];
    for (let round = 0; round < 200; round += 1) issued.push((await issue(user)).token);
    expect(new Set(issued).size).toBe(200);
    expect([...issued].sort()).not.toEqual(issued);
  });

  it('One-time tokens are used up once', async () => {
    const user = await aUser();
    const { token } = await issue(user);
    expect(await consume(token)).toEqual({ userId: user.id });
    expect(await consume(token)).toBeNull();
    expect(await tokens.find(pool(), 'verify_email', token)).toBeNull();
  });

  it('One-time tokens can be looked up without being used up', async () => {
    const user = await aUser();
    const { token } = await issue(user);
    expect(await tokens.find(pool(), 'verify_email', token)).toEqual({ userId: user.id });
    expect(await tokens.find(pool(), 'reset_password', token)).toBeNull();
    expect(await consume(token)).toEqual({ userId: user.id });
  });

  it('One-time tokens are used up by one of many concurrent calls', async () => {
    const user = await aUser();
    for (let round = 0; round < 10; round += 1) {
      const { token } = await issue(user);
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => consume(token)));
      expect(outcomes.filter((outcome) => outcome !== null)).toEqual([{ userId: user.id }]);
    }
  });

  it('One-time tokens are not used up by a transaction that fails', async () => {
    const user = await aUser();
    const { token } = await issue(user);
    const failing = db.database.transaction(async (tx) => {
      await tokens.consume(tx, 'verify_email', token);
      throw new Error('something else went wrong');
    });
    await expect(failing).rejects.toThrow();
    expect(await consume(token)).toEqual({ userId: user.id });
  });

  it('One-time tokens are good for one purpose', async () => {
    const user = await aUser();
    const verify = await issue(user, 'verify_email');
    const reset = await issue(user, 'reset_password');
    expect(await consume(verify.token, 'reset_password')).toBeNull();
    expect(await consume(reset.token, 'verify_email')).toBeNull();
    expect(await consume(verify.token, 'verify_email')).not.toBeNull();
    expect(await consume(reset.token, 'reset_password')).not.toBeNull();
  });

  it('One-time tokens end at their expiry', async () => {
    const user = await aUser();
    const { token } = await issue(user, 'verify_email', 60);
    const { token: later } = await issue(user, 'reset_password', 61);
    clock.advanceSeconds(60);
    expect(await consume(token)).toBeNull();
    expect(await consume(later, 'reset_password')).not.toBeNull();
  });

  it('One-time tokens end when a newer one of their purpose is issued, used or not', async () => {
    const user = await aUser();
    const first = await issue(user);
    const reset = await issue(user, 'reset_password');
    const second = await issue(user);
    expect(await consume(first.token)).toBeNull();
    expect(await consume(second.token)).not.toBeNull();
    const third = await issue(user);
    expect(await consume(second.token)).toBeNull();
    expect(await consume(third.token)).not.toBeNull();
    expect(await consume(reset.token, 'reset_password')).not.toBeNull();
  });

  it('One of many one-time tokens that are issued at once stays valid', async () => {
    const user = await aUser();
    const issued = await Promise.all(Array.from({ length: 10 }, () => issue(user)));
    const outcomes = [];
    for (const { token } of issued) outcomes.push(await consume(token));
    expect(outcomes.filter((outcome) => outcome !== null)).toHaveLength(1);
  });

  it('One-time tokens of an account end all together, or those of some purposes alone', async () => {
    const user = await aUser();
    const other = await aUser();
    const verify = await issue(user);
    const reset = await issue(user, 'reset_password');
    const elsewhere = await issue(other);
    await tokens.cancelAll(pool(), user.id, ['reset_password']);
    expect(await consume(reset.token, 'reset_password')).toBeNull();
    expect(await tokens.find(pool(), 'verify_email', verify.token)).not.toBeNull();
    await tokens.cancelAll(pool(), user.id);
    expect(await consume(verify.token)).toBeNull();
    expect(await consume(elsewhere.token)).not.toBeNull();
  });

  it('One-time tokens prove nothing about another address than the one they were mailed to', async () => {
    const user = await aUser();
    const { token } = await issue(user);
    const [moved, gate] = [new Signal(), new Signal()];
    const move = db.database.transaction(async (tx) => {
      await rows(tx, `UPDATE users SET email_canonical = $2 WHERE id = $1`, [
        user.id,
        `e2-${user.emailCanonical}`,
      ]);
      moved.give();
      await gate.given;
    });
    await moved.given;
    // Begins before the new address is committed, and must wait for it.
    const consumed = consume(token);
    await eventually(async () => {
      const waiting = `SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return (await rows(pool(), waiting)).length > 0;
    });
    gate.give();
    await move;
    expect(await consumed).toBeNull();
    expect(await consume(token)).toBeNull();
    expect(await tokens.find(pool(), 'verify_email', token)).toBeNull();
  });

  it('One-time tokens are deleted with their account', async () => {
    const user = await aUser();
    const { token } = await issue(user);
    await users.erase(pool(), user.id);
    expect(await consume(token)).toBeNull();
  });

  it.each([
    '',
    'x',
    'a'.repeat(42),
    'a'.repeat(44),
    'a'.repeat(2 ** 20),
    `${'a'.repeat(42)}=`,
    '\u0000'.repeat(43),
  ])('Malformed one-time tokens cost no query (%#)', async (token) => {
    const query = jest.spyOn(pool(), 'query');
    expect(await consume(token)).toBeNull();
    expect(query).not.toHaveBeenCalled();
  });

  it('Expired one-time tokens are swept, and no others', async () => {
    const [old, live] = [await aUser(), await aUser()];
    await issue(old, 'verify_email', 1);
    const { token } = await issue(live, 'verify_email', 86_400);
    clock.advanceSeconds(7200);
    const cleanups = cleanupsOver(db.database);
    const registrations = new PendingRegistrations(new PendingRegistrationsStore(), clock);
    void new UsersCleanup(cleanups, db.database, tokens, registrations, addressChanges);
    expect(await cleanups.run('users.purge')).toBeGreaterThan(0);
    expect(await cleanups.run('users.purge')).toBe(0);
    const left = await rows(pool(), `SELECT 1 FROM one_time_tokens WHERE user_id = $1`, [old.id]);
    expect(left).toEqual([]);
    expect(await consume(token)).not.toBeNull();
  });
});
