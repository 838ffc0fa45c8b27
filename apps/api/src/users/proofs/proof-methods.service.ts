import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { LinkedIdentities } from '#api/users/identities';
import { Users } from '#api/users';

/** Which providers are configured. The feature `oauth` knows, which is above this one: `AppModule` binds its answer. */
export abstract class ConfiguredProvidersPort {
  abstract has(provider: string): boolean;
}

/** By what the owner of an account can make a fresh proof. */
export interface AvailableMethods {
  readonly byPassword: boolean;
  /** Names of providers that are linked to the account and configured. */
  readonly byProviders: readonly string[];
}

/** Finds by what the owner of an account can make a fresh proof. */
@Injectable()
export class ProofMethods {
  constructor(
    private readonly users: Users,
    private readonly identities: LinkedIdentities,
    private readonly providers: ConfiguredProvidersPort,
  ) {}

  async of(tx: Tx, userId: string): Promise<AvailableMethods> {
    const user = await this.users.findWithPasswordById(tx, userId);
    const linked = await this.identities.listProviders(tx, userId);
    const hasPassword = user !== null && user.password !== null;
    return {
      byPassword: hasPassword,
      byProviders: linked.filter((name) => this.providers.has(name)),
    };
  }
}
