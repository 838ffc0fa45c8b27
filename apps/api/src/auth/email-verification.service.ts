import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/changes';
import { OneTimeTokensService, UsersStore } from '#api/users';
import { invalidVerificationToken } from './auth.errors.js';

/** Verifies addresses by mailed tokens. Signs nobody in. */
@Injectable()
export class EmailVerification {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tokens: OneTimeTokensService,
    private readonly users: UsersStore,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `INVALID_VERIFICATION_TOKEN` for one that is wrong, used, cancelled or expired */
  async verify(token: string, client: ClientInfo): Promise<void> {
    await this.unitOfWork.run(async (unit) => {
      const owner = await this.tokens.consume(unit.tx, 'verify_email', token);
      if (!owner) throw invalidVerificationToken();
      const { userId } = owner;
      if (!(await this.users.markVerified(unit.tx, userId))) return;
      unit.changed({ kind: 'user_changed', userId });
      await this.audit.record(unit.tx, {
        type: 'user.email_verified',
        outcome: 'success',
        actor: { kind: 'anonymous' },
        target: { kind: 'user', id: userId },
        client,
      });
    });
  }
}
