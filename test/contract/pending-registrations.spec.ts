import { rows } from '#libs/database';
import { newId } from '#libs/kernel';
import { describeOnDatabases, FakeClock } from '#libs/testing';
import { AddressChanges } from '../../apps/api/src/users/address-changes.service.js';
import { AddressChangesStore } from '../../apps/api/src/users/address-changes.store.js';
import { OneTimeTokens, PendingRegistrations, Users, type User } from '#api/users';
import { UsersCleanup } from '../../apps/api/src/users/users.cleanup.js';
import { OneTimeTokensStore } from '../../apps/api/src/users/one-time-tokens.store.js';
import { PendingRegistrationsStore } from '../../apps/api/src/users/pending-registrations.store.js';
import { cleanupsOver } from '../support/paced-batches.js';
import { ConfirmedAddresses } from '../../apps/api/src/users/confirmed-addresses.service.js';
import { UsersStore } from '../../apps/api/src/users/users.store.js';

const DAY_SECONDS = 86_400;
const MOST = 5;

const clock = new FakeClock('2026-06-01T12:00:00.000Z');
const users = new Users(new UsersStore(), clock, new ConfirmedAddresses());
const registrations = new PendingRegistrations(new PendingRegistrationsStore(), clock);
const tokens = new OneTimeTokens(new OneTimeTokensStore(), clock);
const addressChanges = new AddressChanges(new AddressChangesStore(), clock);

const further = (password: string) => ({
  password,
  firstName: null,
  lastName: null,
  locale: 'de',
  deviceHash: Buffer.from(password),
});

describeOnDatabases('registrations that wait for their address to be confirmed', (db) => {
  const pool = () => db.database.pool;
  const aUser = async (): Promise<User> => {
    const email = `${newId()}@example.org`;
    const user = await users.create(pool(), { email, emailCanonical: email, password: 'first' });
    return user!;
  };
  const add = (user: User, password: string) =>
    db.database.transaction(async (tx) => {
      await users.lock(tx, user.id);
      return (await registrations.add(tx, user, further(password)))?.id ?? null;
    });
  const withLink = async (user: User, password: string): Promise<string> => {
    const id = await add(user, password);
    return (await registrations.issueLink(pool(), id!)).token;
  };

  it('Concurrent pending registrations stay within their maximum, and the earlier ones stay', async () => {
    const user = await aUser();
    const kept = await add(user, 'the first of them');
    const added = await Promise.all(
      Array.from({ length: 20 }, (_, index) => add(user, `another ${index}`)),
    );
    expect(added.filter((id) => id !== null)).toHaveLength(MOST - 1);
    const ids = (await registrations.list(pool(), user.id)).map(({ id }) => id);
    expect(ids).toHaveLength(MOST);
    expect(ids).toContain(kept);
  });

  it('A pending registration with the same password again is kept once', async () => {
    const user = await aUser();
    const ids = [await add(user, 'same'), await add(user, 'same')];
    expect(ids[0]).toBe(ids[1]);
    expect(await registrations.list(pool(), user.id)).toHaveLength(1);
  });

  it('Pending registrations have each a link of its own, which works once', async () => {
    const user = await aUser();
    const [first, second] = [await withLink(user, 'one'), await withLink(user, 'two')];
    expect(await registrations.consume(pool(), first)).toMatchObject({ password: 'one' });
    expect(await registrations.consume(pool(), first)).toBeNull();
    expect(await registrations.find(pool(), second)).toMatchObject({ password: 'two' });
  });

  it('Links of pending registrations end once the address is confirmed otherwise or changed', async () => {
    const [verified, moved] = [await aUser(), await aUser()];
    const links = [await withLink(verified, 'one'), await withLink(moved, 'one')];
    await users.markVerified(pool(), verified.id);
    await rows(pool(), `UPDATE users SET email_canonical = 'moved@example.org' WHERE id = $1`, [
      moved.id,
    ]);
    for (const link of links) {
      expect(await registrations.find(pool(), link)).toBeNull();
      expect(await registrations.consume(pool(), link)).toBeNull();
    }
  });

  it('The link of the account is kept apart from those of pending registrations, and belongs to the first', async () => {
    const user = await aUser();
    const { token } = await tokens.issue(pool(), {
      userId: user.id,
      purpose: 'verify_email',
      emailCanonical: user.emailCanonical,
      ttlSeconds: DAY_SECONDS,
    });
    await registrations.noteFirst(pool(), user, Buffer.from('browser'));
    const [own] = await registrations.list(pool(), user.id);
    expect(own).toMatchObject({ password: null, deviceHash: Buffer.from('browser') });
    expect(own?.tokenHash).not.toBeNull();
    expect(await registrations.find(pool(), token)).toBeNull();
  });

  it('Pending registrations expire a day later, and are swept', async () => {
    const user = await aUser();
    const link = await withLink(user, 'one');
    clock.advanceSeconds(DAY_SECONDS);
    expect(await registrations.find(pool(), link)).toBeNull();
    expect(await registrations.list(pool(), user.id)).toEqual([]);
    expect(await add(user, 'two')).not.toBeNull();
    clock.advanceSeconds(3601);
    const cleanups = cleanupsOver(db.database);
    void new UsersCleanup(cleanups, db.database, tokens, registrations, addressChanges);
    await cleanups.run('users.purge');
    const left = await rows<{ password: string }>(
      pool(),
      'SELECT password FROM pending_registrations WHERE user_id = $1',
      [user.id],
    );
    expect(left).toEqual([{ password: 'two' }]);
  });
});
