import type { Tx } from '#libs/database';
import type { Users } from '#api/users';
import type { LinkedIdentities } from '#api/users/identities';
import { ProofMethods } from './proof-methods.service.js';

const TX = {} as Tx;

const methodsOf = (password: string | null | undefined, linked: string[]) => {
  const users = {
    findWithPasswordById: async () => (password === undefined ? null : { password }),
  } as unknown as Users;
  const identities = { listProviders: async () => linked } as unknown as LinkedIdentities;
  const configured = { has: (provider: string) => provider !== 'github' };
  return new ProofMethods(users, identities, configured).of(TX, 'user');
};

describe('the methods of a fresh proof', () => {
  it('an account with a password can make a proof by it', async () => {
    expect(await methodsOf('hash', [])).toEqual({ byPassword: true, byProviders: [] });
  });

  it('an account can make a proof by its linked providers that are configured', async () => {
    expect(await methodsOf(null, ['github', 'google'])).toEqual({
      byPassword: false,
      byProviders: ['google'],
    });
  });

  it('an account that does not exist has no method for a proof', async () => {
    expect(await methodsOf(undefined, [])).toEqual({ byPassword: false, byProviders: [] });
  });
});
