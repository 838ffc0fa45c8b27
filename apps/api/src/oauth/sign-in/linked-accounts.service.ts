import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import type { Identity } from '#api/users/identities';
import { Users } from '#api/users';
import { Identities } from '../identities/identities.service.js';
import type { ProviderAnswer } from '../providers/provider-answer.js';
import type { Recognised } from './provider-login.js';

/** Looks up whom a provider's word is of, and changes nothing. */
@Injectable()
export class LinkedAccounts {
  constructor(
    private readonly database: Database,
    private readonly users: Users,
    private readonly identities: Identities,
  ) {}

  /** `null` when the person at the provider is linked to no account. */
  async find(provider: string, answer: ProviderAnswer): Promise<Recognised | null> {
    const { pool } = this.database;
    const identity = await this.identities.find(pool, provider, answer);
    const user = identity && (await this.users.findWithPasswordById(pool, identity.userId));
    return identity && user && { user, identity };
  }

  /** Whether it is still this account's. */
  isStillOf(tx: Tx, { id }: Identity, userId: string): Promise<boolean> {
    return this.identities.belongsTo(tx, id, userId);
  }
}
