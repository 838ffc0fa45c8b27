import { Injectable } from '@nestjs/common';
import { assertSignedInWithin, type ClientInfo, type Principal } from '#libs/access';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Audit } from '#api/audit';
import { UsersStore, type UserWithPassword } from '#api/users';
import { accountGone, fieldRequired, wrongCurrentPassword } from './auth.errors.js';
import { PasswordProof } from './password-proof.service.js';

/** For an account without a password: how long ago its owner may have signed in. */
const RECENT_SECONDS = 300;

export interface ShownPassword {
  readonly password: string;
  /** Where the body has it. */
  readonly field: string;
}

/** Asks who is signed in to prove it once more, before what an open browser alone must not do. */
@Injectable()
export class OwnPassword {
  constructor(
    private readonly database: Database,
    private readonly users: UsersStore,
    private readonly proof: PasswordProof,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `WRONG_CURRENT_PASSWORD`, also when the account has none */
  async getProven(
    principal: Principal,
    shown: ShownPassword,
    client: ClientInfo,
  ): Promise<UserWithPassword & { readonly password: string }> {
    const { user, isProven } = await this.proof.ofUser(principal.userId, shown.password, client);
    if (!user) throw accountGone();
    const { password } = user;
    if (isProven && password !== null) return { ...user, password };
    await this.audit.record(this.database.pool, {
      type: 'user.password_asked',
      outcome: 'refused',
      actor: { kind: 'user', id: principal.userId, sessionId: principal.sessionId },
      target: { kind: 'user', id: principal.userId },
      code: 'WRONG_CURRENT_PASSWORD',
      client,
    });
    throw wrongCurrentPassword(shown.field);
  }

  /**
   * As `getProven`; an account without a password proves itself by a sign-in of a moment ago.
   * @throws AppError `VALIDATION_FAILED`, `WRONG_CURRENT_PASSWORD`, `REAUTHENTICATION_REQUIRED`
   */
  async getProvenOrRecent(
    principal: Principal,
    shown: Partial<ShownPassword> & Pick<ShownPassword, 'field'>,
    client: ClientInfo,
  ): Promise<UserWithPassword> {
    const user = await this.users.findWithPasswordById(this.database.pool, principal.userId);
    if (!user) throw accountGone();
    if (user.password === null) {
      assertSignedInWithin(principal, RECENT_SECONDS, this.clock.nowSeconds());
      return user;
    }
    const { password, field } = shown;
    if (password === undefined) throw fieldRequired(field);
    return this.getProven(principal, { password, field }, client);
  }
}
