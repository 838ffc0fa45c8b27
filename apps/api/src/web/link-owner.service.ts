import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { OneTimeTokensService, UsersStore, type TokenPurpose } from '#api/users';

/** Tells the holder of a mailed link whose it is, without using it up. */
@Injectable()
export class LinkOwner {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokensService,
    private readonly users: UsersStore,
  ) {}

  /** The address of the account, or `null` when the link does not work (any more). */
  async findAddress(purpose: TokenPurpose, token: string | undefined): Promise<string | null> {
    const { pool } = this.database;
    const owner = token ? await this.tokens.find(pool, purpose, token) : null;
    const user = owner && (await this.users.findById(pool, owner.userId));
    return user?.isActive ? user.email : null;
  }
}
