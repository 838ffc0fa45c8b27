import { describeOnDatabases, FakeClock } from '#libs/testing';
import { newId, normaliseEmail } from '#libs/kernel';
import { toUser, UserEntity, Users, type NewUser } from '#api/users';
import { ConfirmedAddresses } from '../../apps/api/src/users/confirmed-addresses.service.js';
import { UsersStore } from '../../apps/api/src/users/users.store.js';

const clock = new FakeClock('2026-06-01T12:00:00.000Z');
const users = new Users(new UsersStore(), clock, new ConfirmedAddresses());

let serial = 0;
const aNewUser = (change: Partial<NewUser> = {}): NewUser => {
  serial += 1;
  const email = `Person.${serial}@Example.org`;
  return {
    email,
    emailCanonical: email.toLowerCase(),
    password: 'a hash',
    firstName: 'Anna',
    lastName: null,
    ...change,
  };
};

describeOnDatabases('accounts', (db) => {
  const pool = () => db.database.pool;
  const insert = async (change: Partial<NewUser> = {}) =>
    (await users.create(pool(), aNewUser(change)))!;

  it('The users store keeps the given fields, and an account is active and not verified', async () => {
    const user = await insert({ email: 'ZoË@Example.org', emailCanonical: 'zoë@example.org' });
    expect(await users.findById(pool(), user.id)).toEqual(user);
    expect(await users.findByCanonicalEmail(pool(), 'zoë@example.org')).toEqual(user);
    expect(toUser(user)).toEqual({
      id: user.id,
      email: 'ZoË@Example.org',
      first_name: 'Anna',
      last_name: null,
      is_active: true,
      is_email_verified: false,
      created_at: clock.now().toISOString(),
      last_login: null,
      locale: null,
    });
  });

  it('The users store gives the password hash only to the calls that name it', async () => {
    const user = await insert({ password: 'the hash' });
    expect(JSON.stringify(user)).not.toContain('the hash');
    expect(JSON.stringify(await users.findById(pool(), user.id))).not.toContain('the hash');
    expect((await users.findWithPasswordById(pool(), user.id))?.password).toBe('the hash');
    const { emailCanonical } = user;
    const found = await users.findForSignIn(pool(), emailCanonical);
    expect(found?.password).toBe('the hash');
  });

  it('The users store makes one account of a mailbox, however its address is written', async () => {
    const forms = ['Mia@Example.org', 'mia@example.org', 'ＭＩＡ＠example.org', 'mia@EXAMPLE.ORG.'];
    const inserted = await Promise.all(
      forms.map((text) => {
        const { typed, canonical } = normaliseEmail(text)!;
        return users.create(pool(), aNewUser({ email: typed, emailCanonical: canonical }));
      }),
    );
    expect(inserted.filter((user) => user !== null)).toHaveLength(1);
  });

  it('The users store leaves the account of a taken address unchanged', async () => {
    const user = await insert({ password: 'old' });
    const { emailCanonical } = user;
    const other = aNewUser({ emailCanonical, firstName: 'Eve', password: 'new' });
    expect(await users.create(pool(), other)).toBeNull();
    expect(await users.findWithPasswordById(pool(), user.id)).toEqual({ ...user, password: 'old' });
  });

  it('The users store verifies once', async () => {
    const { id } = await insert();
    expect(await users.markVerified(pool(), id)).toBe(true);
    expect(await users.markVerified(pool(), id)).toBe(false);
    expect((await users.findById(pool(), id))?.isEmailVerified).toBe(true);
    expect(await users.markVerified(pool(), newId())).toBe(false);
  });

  it('The users store renews a hash only while it is still the one that was compared', async () => {
    const { id } = await insert({ password: 'old' });
    expect(await users.setPassword(pool(), id, 'reset')).toBe(true);
    expect(await users.renewPasswordHash(pool(), id, 'old', 'old, dearer')).toBe(false);
    expect(await users.renewPasswordHash(pool(), id, 'reset', 'reset, dearer')).toBe(true);
    expect((await users.findWithPasswordById(pool(), id))?.password).toBe('reset, dearer');
  });

  it('The users store notes a sign-in only for an active account whose password is still the proven one', async () => {
    const { id } = await insert({ password: 'old' });
    const { lastLogin } = (await users.recordLogin(pool(), id, 'old'))!;
    expect(lastLogin).toEqual(clock.now());
    expect((await users.findById(pool(), id))?.lastLogin).toEqual(clock.now());
    await users.setPassword(pool(), id, 'new');
    expect(await users.recordLogin(pool(), id, 'old')).toBeNull();
    await users.setActive(pool(), id, false);
    expect(await users.recordLogin(pool(), id, 'new')).toBeNull();
    await users.setActive(pool(), id, true);
    await users.setPassword(pool(), id, null);
    expect(await users.recordLogin(pool(), id, null)).toMatchObject({ id });
  });

  it('The users store reports whether a call changed anything', async () => {
    const { id } = await insert();
    expect(await users.setActive(pool(), id, true)).toBe(false);
    expect(await users.setActive(pool(), id, false)).toBe(true);
    expect(await users.setPassword(pool(), newId(), 'x')).toBe(false);
    expect(await users.erase(pool(), id)).toBe(true);
    expect(await users.erase(pool(), id)).toBe(false);
    expect(await users.findById(pool(), id)).toBeNull();
  });

  it('The users store changes only the given fields of a profile', async () => {
    const { id } = await insert({ firstName: 'Anna', lastName: 'Berger' });
    clock.advanceSeconds(1);
    const renamed = await users.updateProfile(pool(), id, { lastName: 'Adler' });
    expect(renamed).toMatchObject({ firstName: 'Anna', lastName: 'Adler', updatedAt: clock.now() });
    const cleared = await users.updateProfile(pool(), id, { firstName: null });
    expect(cleared).toMatchObject({ firstName: null, lastName: 'Adler' });
    expect(await users.updateProfile(pool(), newId(), { firstName: 'X' })).toBeNull();
  });

  it('The users store locks an account for one writer at a time', async () => {
    const { id } = await insert();
    const order: string[] = [];
    let isHeld!: () => void;
    const held = new Promise<void>((resolve) => (isHeld = resolve));
    const first = db.database.transaction(async (tx) => {
      await users.lock(tx, id);
      isHeld();
      await users.setPassword(tx, id, 'first');
      order.push('first');
    });
    await held;
    const second = db.database.transaction(async (tx) => {
      const user = await users.lock(tx, id);
      order.push(`second sees ${user?.password}`);
    });
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second sees first']);
  });
});

describeOnDatabases(
  'the entity of accounts',
  (db) => {
    it('A query of users leaves the hash out unless it is selected', async () => {
      const user = await users.create(db.database.pool, aNewUser());
      const found = await db.database.pool.findOneByOrFail(UserEntity, { id: user!.id });
      expect(found.emailCanonical).toBe(user!.emailCanonical);
      expect(found.password).toBeUndefined();
    });
  },
  { entities: [UserEntity] },
);
