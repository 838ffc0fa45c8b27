import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { LinkedIdentities } from '#api/users/identities';
import { Users } from '#api/users';

/** Which providers are configured. The feature `oauth` knows, which is above this one: `AppModule` binds its answer. */
export abstract class ConfiguredProvidersPort {
  abstract has(provider: string): boolean;
}

/** Which factors an account has. The feature `factors` knows, which is above this one: `AppModule` binds its answer. */
export abstract class AccountFactorsPort {
  /** Those that count; empty for an account without a second factor. */
  abstract list(tx: Tx, userId: string): Promise<readonly { readonly type: string }[]>;
}

/** By what the owner of an account can make a fresh proof. */
export interface AvailableMethods {
  readonly byPassword: boolean;
  /** Names of providers that are linked to the account and configured. */
  readonly byProviders: readonly string[];
  /** Types of the account's factors; an account with a second factor can make one by nothing else. */
  readonly byFactors: readonly string[];
}

/** Finds by what the owner of an account can make a fresh proof. */
@Injectable()
export class ProofMethods {
  constructor(
    private readonly users: Users,
    private readonly identities: LinkedIdentities,
    private readonly providers: ConfiguredProvidersPort,
    private readonly factors: AccountFactorsPort,
  ) {}

  async of(tx: Tx, userId: string): Promise<AvailableMethods> {
    const factors = await this.factors.list(tx, userId);
    if (factors.length > 0) {
      const byFactors = [...new Set(factors.map(({ type }) => type))];
      return { byPassword: false, byProviders: [], byFactors };
    }
    const user = await this.users.findWithPasswordById(tx, userId);
    const linked = await this.identities.listProviders(tx, userId);
    const hasPassword = user !== null && user.password !== null;
    return {
      byPassword: hasPassword,
      byProviders: linked.filter((name) => this.providers.has(name)),
      byFactors: [],
    };
  }
}
