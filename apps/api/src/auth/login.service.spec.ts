import { AppError, newId } from '#libs/kernel';
import type { AbusiveAddresses } from '#api/protection/risk';
import type { UserWithPassword } from '#api/users';
import { Login } from './login.service.js';
import type { OpenSignIn } from './open-sign-in.service.js';
import type { PasswordProof, Proof } from './password-proof.service.js';
import type { SignInAttempt, SignInAudit } from './sign-in-audit.service.js';

const client = { ip: '192.0.2.1', userAgent: null, requestId: 'r' };
const SIGNED_IN = { access_token: 'a' };

const aUser = (changes: Partial<UserWithPassword> = {}): UserWithPassword => ({
  id: newId(),
  email: 'anna@example.test',
  emailCanonical: 'anna@example.test',
  password: 'hash',
  firstName: null,
  lastName: null,
  locale: null,
  isActive: true,
  isEmailVerified: true,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  lastLogin: null,
  ...changes,
});

/** A login whose password was compared with this result. */
function after(proof: Proof, verificationRequired = true) {
  const opened: string[] = [];
  const refused: { code: string; about: string | undefined; method: string }[] = [];
  const login = new Login(
    { byEmail: () => Promise.resolve(proof) } as unknown as PasswordProof,
    {
      open: ({ user }: { user: UserWithPassword }) => {
        opened.push(user.id);
        return Promise.resolve(SIGNED_IN);
      },
    } as unknown as OpenSignIn,
    {
      attempt: ({ method }: SignInAttempt, work: () => Promise<unknown>) =>
        work().catch((error: unknown) => {
          if (error instanceof AppError) refused.push({ ...error, method });
          throw error;
        }),
    } as unknown as SignInAudit,
    { note: () => Promise.resolve() } as unknown as AbusiveAddresses,
    { verificationRequired } as never,
  );
  const attempt = () =>
    login.login({ email: 'anna@example.test', password: 'x' }, client).catch((error: unknown) => {
      if (error instanceof AppError) return error.code;
      throw error;
    });
  return { attempt, opened, refused };
}

describe('a login', () => {
  it('a login with the right password to an active, verified account opens a session', async () => {
    const user = aUser();
    const { attempt, opened, refused } = after({ user, isProven: true });
    expect(await attempt()).toBe(SIGNED_IN);
    expect(opened).toEqual([user.id]);
    expect(refused).toEqual([]);
  });

  it.each<[string, Proof]>([
    ['an unknown address', { user: null, isProven: false }],
    ['a wrong password', { user: aUser(), isProven: false }],
    [
      'a wrong password to a disabled account',
      { user: aUser({ isActive: false }), isProven: false },
    ],
    [
      'a wrong password to an unverified account',
      { user: aUser({ isEmailVerified: false }), isProven: false },
    ],
    ['a password to an account without one', { user: aUser({ password: null }), isProven: false }],
  ])(
    'a login with %s gets the same refusal as every other, and is recorded',
    async (_what, proof) => {
      const { attempt, opened, refused } = after(proof);
      expect(await attempt()).toBe('INVALID_CREDENTIALS');
      expect(opened).toEqual([]);
      const about = proof.user?.id;
      expect(refused).toMatchObject([{ code: 'INVALID_CREDENTIALS', about, method: 'password' }]);
    },
  );

  it.each<[string, Partial<UserWithPassword>]>([
    ['EMAIL_NOT_VERIFIED', { isEmailVerified: false }],
    ['ACCOUNT_DISABLED', { isActive: false }],
    ['ACCOUNT_DISABLED', { isActive: false, isEmailVerified: false }],
  ])('a login with the right password is refused by %s', async (code, changes) => {
    const { attempt, opened, refused } = after({ user: aUser(changes), isProven: true });
    expect(await attempt()).toBe(code);
    expect(opened).toEqual([]);
    expect(refused).toMatchObject([{ code }]);
  });

  it('a login to an unverified account opens a session where no verification is required', async () => {
    const { attempt } = after({ user: aUser({ isEmailVerified: false }), isProven: true }, false);
    expect(await attempt()).toBe(SIGNED_IN);
  });
});
