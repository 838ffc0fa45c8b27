import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { UsersStore } from '#api/users';
import { AddressConfirmation } from './address-confirmation.service.js';
import { invalidVerificationToken } from './auth.errors.js';
import type { Confirmed } from './registration-proof.service.js';
import { VerificationLinks, type VerificationLink } from './verification-links.service.js';

/** Uses a link up and confirms its address, in one transaction: of several at once one does. */
@Injectable()
export class VerificationActs {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly links: VerificationLinks,
    private readonly users: UsersStore,
    private readonly confirmation: AddressConfirmation,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `INVALID_VERIFICATION_TOKEN`, `VERIFICATION_PROOF_REQUIRED` */
  async confirm(token: string, confirmed: Confirmed, client: ClientInfo): Promise<void> {
    await this.unitOfWork.run(async (unit) => {
      const userId = await this.links.consume(unit.tx, token);
      const user = userId === null ? null : await this.users.findForUpdate(unit.tx, userId);
      if (!user) throw invalidVerificationToken();
      // By an operator, for example; the link has done what it was for.
      if (user.isEmailVerified) return;
      await this.confirmation.apply(unit, user, confirmed, client);
      await this.audit.record(unit.tx, {
        type: 'user.email_verified',
        outcome: 'success',
        actor: { kind: 'anonymous' },
        target: { kind: 'user', id: user.id },
        client,
        details: { confirmed: confirmed.kind },
      });
    });
  }

  /** Keeps in the trail that somebody with a link has typed a wrong password. */
  async refusePassword({ user }: VerificationLink, client: ClientInfo): Promise<void> {
    await this.unitOfWork.run(({ tx }) =>
      this.audit.record(tx, {
        type: 'user.password_asked',
        outcome: 'refused',
        actor: { kind: 'anonymous' },
        target: { kind: 'user', id: user.id },
        code: 'WRONG_REGISTRATION_PASSWORD',
        client,
      }),
    );
  }
}
