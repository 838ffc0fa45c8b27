import type { Database } from '#libs/database';
import { AppError, newId } from '#libs/kernel';
import type { Devices } from '#api/sessions/devices';
import type { LoginBackOff } from '#api/protection/login-back-off';
import type { Passwords, PasswordVerdict } from '#api/users/passwords';
import type { UsersStore, SigningInUser } from '#api/users';
import { PasswordProof } from './password-proof.service.js';

const client = { ip: '192.0.2.1', userAgent: null, requestId: 'r' };

/** Hashes here are `old:` or `new:` and the password. */
const verdictOf = (password: string, hash: string | null): PasswordVerdict => ({
  matches: hash !== null && hash.endsWith(`:${password}`),
  needsRehash: hash?.startsWith('old:') ?? false,
});

/** One account whose stored hash may change while it is asked for. */
function over(
  stored: string | null,
  options: { beforeRenewal?: () => void; isFull?: boolean } = {},
) {
  const world = { stored, verifications: 0, hashes: 0 };
  const id = newId();
  const account = () => ({ id, password: world.stored }) as SigningInUser;
  const users: Pick<
    UsersStore,
    'findWithPasswordByCanonicalEmail' | 'findWithPasswordById' | 'renewPasswordHash'
  > = {
    findWithPasswordByCanonicalEmail: (_tx, email) =>
      Promise.resolve(email === 'anna@example.test' ? account() : null),
    findWithPasswordById: () => Promise.resolve(account()),
    renewPasswordHash(_tx, _id, from, to) {
      options.beforeRenewal?.();
      if (world.stored !== from) return Promise.resolve(false);
      world.stored = to;
      return Promise.resolve(true);
    },
  };
  const passwords: Pick<Passwords, 'hash' | 'verify'> = {
    hash(password) {
      world.hashes += 1;
      return options.isFull
        ? Promise.reject(new AppError('HASH_QUEUE_FULL'))
        : Promise.resolve(`new:${password}`);
    },
    verify(password, hash) {
      world.verifications += 1;
      return Promise.resolve(verdictOf(password, hash));
    },
  };
  const proof = new PasswordProof(
    { pool: {} } as unknown as Database,
    users as UsersStore,
    passwords as Passwords,
    { during: (_who: unknown, prove: () => unknown) => prove() } as unknown as LoginBackOff,
    { findKnownId: () => Promise.resolve(null) } as unknown as Devices,
  );
  const by = (password: string, email = 'anna@example.test') =>
    proof.byEmail(email, password, client);
  return { world, by };
}

describe('the proof of a password', () => {
  it('is made by the right one alone', async () => {
    const { by } = over('new:right');
    expect(await by('right')).toMatchObject({ isProven: true, user: { password: 'new:right' } });
    expect(await by('wrong')).toMatchObject({ isProven: false });
  });

  it('costs one comparison whoever is asked for', async () => {
    for (const stored of ['new:right', null]) {
      const { by, world } = over(stored);
      await by('wrong');
      await by('wrong', 'nobody@example.test');
      await by('wrong', 'no address');
      expect(world.verifications).toBe(3);
      expect(world.hashes).toBe(0);
    }
  });

  it('is never made against an account without a password', async () => {
    expect(await over(null).by('')).toMatchObject({ isProven: false });
  });

  it('renews the form in which the password is stored', async () => {
    const { by, world } = over('old:right');
    expect(await by('right')).toMatchObject({ isProven: true, user: { password: 'new:right' } });
    expect(world.stored).toBe('new:right');
    await by('wrong');
    expect(world.hashes).toBe(1);
  });

  it('holds when another sign-in was faster to renew it', async () => {
    const { by, world } = over('old:right', { beforeRenewal: () => (world.stored = 'new:right') });
    expect(await by('right')).toMatchObject({ isProven: true, user: { password: 'new:right' } });
  });

  it('is void when the password was changed meanwhile', async () => {
    const { by, world } = over('old:right', { beforeRenewal: () => (world.stored = 'new:other') });
    expect(await by('right')).toMatchObject({ isProven: false });
    expect(world.stored).toBe('new:other');
  });

  it('holds when there is no time to renew the form', async () => {
    const { by, world } = over('old:right', { isFull: true });
    expect(await by('right')).toMatchObject({ isProven: true, user: { password: 'old:right' } });
    expect(world.stored).toBe('old:right');
  });
});
