import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { OneTimeTokens, Users, type TokenPurpose } from '#api/users';

/** Finds the owner of a mailed link without using it up. */
@Injectable()
export class LinkOwner {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly users: Users,
  ) {}

  /** The address of the account; `null` when the link is not accepted, or no longer. */
  async findAddress(purpose: TokenPurpose, token: string | undefined): Promise<string | null> {
    const { pool } = this.database;
    const owner = token ? await this.tokens.find(pool, purpose, token) : null;
    const user = owner && (await this.users.findById(pool, owner.userId));
    return user?.isActive ? user.email : null;
  }
}
