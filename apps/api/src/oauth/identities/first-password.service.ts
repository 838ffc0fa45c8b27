import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { Database } from '#libs/database';
import { hashOptionsOf, Passwords } from '#api/users/passwords';
import { FreshProofs } from '#api/users/proofs';
import { UsersStore } from '#api/users';
import { accountGone, passwordAlreadySet } from '../oauth.errors.js';
import { IdentityNotices } from './identity-notices.service.js';

/** Gives an account that has no password its first; sessions stay, mailed links are dead. */
@Injectable()
export class FirstPassword {
  constructor(
    private readonly database: Database,
    private readonly users: UsersStore,
    private readonly passwords: Passwords,
    private readonly notices: IdentityNotices,
    private readonly proofs: FreshProofs,
  ) {}

  /**
   * Hashing takes time: a takeover of the account meanwhile has ended the session.
   * @throws AppError `PASSWORD_ALREADY_SET`, `PASSWORD_UNACCEPTABLE`, `HASH_QUEUE_FULL`, `SESSION_ENDED`, `PROOF_REQUIRED`
   */
  async set(principal: Principal, password: string, client: ClientInfo): Promise<void> {
    const { userId, sessionId } = principal;
    const user = await this.users.findWithPasswordById(this.database.pool, userId);
    if (!user) throw accountGone();
    if (user.password !== null) throw passwordAlreadySet();
    this.passwords.assertAcceptable(password, { email: user.email }, 'password');
    const showing = { principal, client };
    await this.proofs.assertShown(this.database.pool, showing, 'set_password');
    const hash = await this.passwords.hash(password, hashOptionsOf(client, 'known'));
    await this.database.transaction(async (tx) => {
      const now = await this.users.findForUpdate(tx, userId);
      if (!now?.isActive) throw accountGone();
      if (now.password !== null) throw passwordAlreadySet();
      await this.proofs.consume(tx, showing, 'set_password');
      await this.users.setPassword(tx, userId, hash, sessionId);
      await this.notices.passwordSet(tx, now, principal, client);
    });
  }
}
