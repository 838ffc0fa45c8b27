import type { Database } from '#libs/database';
import { AppError, newId } from '#libs/kernel';
import type { Devices } from '#api/sessions/devices';
import type { LoginBackOff } from '#api/protection/login-back-off';
import type { Passwords, PasswordVerdict } from '#api/users/passwords';
import type { Users, SigningInUser } from '#api/users';
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
  const users: Pick<Users, 'findForSignIn' | 'findWithPasswordById' | 'renewPasswordHash'> = {
    findForSignIn: (_tx, email) =>
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
    users as Users,
    passwords as Passwords,
    { during: (_who: unknown, prove: () => unknown) => prove() } as unknown as LoginBackOff,
    { findKnownId: () => Promise.resolve(null) } as unknown as Devices,
  );
  const by = (password: string, email = 'anna@example.test') =>
    proof.byEmail(email, password, client);
  return { world, by };
}

describe('the proof of a password', () => {
  it('a password proof accepts the correct password only', async () => {
    const { by } = over('new:right');
    expect(await by('right')).toMatchObject({ isProven: true, user: { password: 'new:right' } });
    expect(await by('wrong')).toMatchObject({ isProven: false });
  });

  it('a password proof costs one comparison, whether the address has an account, one without a password, or none', async () => {
    for (const stored of ['new:right', null]) {
      const { by, world } = over(stored);
      await by('wrong');
      await by('wrong', 'nobody@example.test');
      await by('wrong', 'no address');
      expect(world.verifications).toBe(3);
      expect(world.hashes).toBe(0);
    }
  });

  it('a password proof of an account without a password fails', async () => {
    expect(await over(null).by('')).toMatchObject({ isProven: false });
  });

  it('a correct password with an old hash is hashed again', async () => {
    const { by, world } = over('old:right');
    expect(await by('right')).toMatchObject({ isProven: true, user: { password: 'new:right' } });
    expect(world.stored).toBe('new:right');
    await by('wrong');
    expect(world.hashes).toBe(1);
  });

  it('a correct password is accepted although another sign-in has hashed it again first', async () => {
    const { by, world } = over('old:right', { beforeRenewal: () => (world.stored = 'new:right') });
    expect(await by('right')).toMatchObject({ isProven: true, user: { password: 'new:right' } });
  });

  it('a correct password is not accepted when it was changed meanwhile', async () => {
    const { by, world } = over('old:right', { beforeRenewal: () => (world.stored = 'new:other') });
    expect(await by('right')).toMatchObject({ isProven: false });
    expect(world.stored).toBe('new:other');
  });

  it('a correct password is accepted although it cannot be hashed again in time', async () => {
    const { by, world } = over('old:right', { isFull: true });
    expect(await by('right')).toMatchObject({ isProven: true, user: { password: 'old:right' } });
    expect(world.stored).toBe('old:right');
  });
});
