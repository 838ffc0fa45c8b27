import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { LinkedIdentities } from '#api/users/identities';
import { Users } from '#api/users';

/** How an account can prove itself. */
export interface Ways {
  readonly byPassword: boolean;
  /** Names of providers that are linked, and on. */
  readonly byProviders: readonly string[];
}

/** Finds by what an account can prove itself. */
@Injectable()
export class ProofWays {
  private isOn: (provider: string) => boolean = () => true;

  constructor(
    private readonly users: Users,
    private readonly identities: LinkedIdentities,
  ) {}

  /** Set at start by the feature that knows which providers are configured. */
  useProviders(isOn: (provider: string) => boolean): void {
    this.isOn = isOn;
  }

  async of(tx: Tx, userId: string): Promise<Ways> {
    const user = await this.users.findWithPasswordById(tx, userId);
    const linked = await this.identities.listProviders(tx, userId);
    const hasPassword = user !== null && user.password !== null;
    return { byPassword: hasPassword, byProviders: linked.filter((name) => this.isOn(name)) };
  }
}
