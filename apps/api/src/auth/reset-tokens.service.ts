import { Injectable } from '@nestjs/common';
import { RefusalPort, type ClientInfo } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { isAppError } from '#libs/kernel';
import { OneTimeTokens, Users, type User } from '#api/users';
import { invalidResetToken } from './auth.errors.js';

/** Mailed tokens by which somebody gets back in. Those that are refused are kept in the audit trail. */
@Injectable()
export class ResetTokens {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly users: Users,
    private readonly refusals: RefusalPort,
  ) {}

  /** Does `work` with a token that somebody has shown. */
  async shown<T>(client: ClientInfo, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isAppError(error) && error.code === 'INVALID_RESET_TOKEN') {
        this.refusals.noteAttempt({ type: 'user.password_reset_refused', error, client });
      }
      throw error;
    }
  }

  /**
   * Whose it is; it is not used up.
   * @throws AppError `INVALID_RESET_TOKEN`
   */
  async getOwner(token: string): Promise<User> {
    const { pool } = this.database;
    const owner = await this.tokens.find(pool, 'reset_password', token);
    const user = owner && (await this.users.findById(pool, owner.userId));
    if (!user?.isActive) throw invalidResetToken();
    return user;
  }

  /**
   * What `ask` reads of the account whose token it is; the token is not used up.
   * @throws AppError `INVALID_RESET_TOKEN`
   */
  async ofOwner<T>(token: string, ask: (tx: Tx, user: User) => Promise<T>): Promise<T> {
    return ask(this.database.pool, await this.getOwner(token));
  }
}
