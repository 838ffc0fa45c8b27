import type { Tx } from '#libs/database';
import type { Users } from '#api/users';
import type { LinkedIdentities } from '#api/users/identities';
import { ProofMethods } from './proof-methods.service.js';

const TX = {} as Tx;

const methodsOf = (password: string | null | undefined, linked: string[], types: string[] = []) => {
  const users = {
    findWithPasswordById: async () => (password === undefined ? null : { password }),
  } as unknown as Users;
  const identities = { listProviders: async () => linked } as unknown as LinkedIdentities;
  const factors = { list: async () => types.map((type) => ({ type })) };
  const configured = { has: (provider: string) => provider !== 'github' };
  return new ProofMethods(users, identities, configured, factors).of(TX, 'user');
};

describe('the methods of a fresh proof', () => {
  it('an account with a password can make a proof by it', async () => {
    expect(await methodsOf('hash', [])).toEqual({
      byPassword: true,
      byProviders: [],
      byFactors: [],
    });
  });

  it('an account can make a proof by its linked providers that are configured', async () => {
    expect(await methodsOf(null, ['github', 'google'])).toEqual({
      byPassword: false,
      byProviders: ['google'],
      byFactors: [],
    });
  });

  it('an account with a second factor can make a proof by its factors alone', async () => {
    const types = ['totp', 'passkey', 'passkey', 'recovery_codes'];
    expect(await methodsOf('hash', ['google'], types)).toEqual({
      byPassword: false,
      byProviders: [],
      byFactors: ['totp', 'passkey', 'recovery_codes'],
    });
  });

  it('an account that does not exist has no method for a proof', async () => {
    expect(await methodsOf(undefined, [])).toEqual({
      byPassword: false,
      byProviders: [],
      byFactors: [],
    });
  });
});
