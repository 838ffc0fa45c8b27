import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { Database } from '#libs/database';
import { Audit } from '#api/audit';
import { sessionEnded } from '#api/sessions';
import { Users, type UserWithPassword } from '#api/users';
import { wrongCurrentPassword } from './auth.errors.js';
import { PasswordProof } from './password-proof.service.js';

export interface ShownPassword {
  readonly password: string;
  /** The field of the request body. */
  readonly field: string;
}

/** The password of the signed-in user, required again for acts that an access token alone must not authorize. */
@Injectable()
export class OwnPassword {
  constructor(
    private readonly database: Database,
    private readonly users: Users,
    private readonly proof: PasswordProof,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `WRONG_CURRENT_PASSWORD`, also when the account has none */
  async getProven(
    principal: Pick<Principal, 'userId' | 'sessionId'>,
    shown: ShownPassword,
    client: ClientInfo,
  ): Promise<UserWithPassword & { readonly password: string }> {
    const { user, isProven } = await this.proof.ofUser(principal.userId, shown.password, client);
    if (!user) throw sessionEnded();
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

  /** @throws AppError `SESSION_ENDED` when the account does not exist any more */
  async isSet({ userId }: Pick<Principal, 'userId'>): Promise<boolean> {
    const user = await this.users.findWithPasswordById(this.database.pool, userId);
    if (!user) throw sessionEnded();
    return user.password !== null;
  }
}
