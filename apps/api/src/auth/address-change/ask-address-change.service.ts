import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { getNormalisedEmail } from '#libs/kernel';
import { Audit } from '#api/audit';
import { sessionEnded, SessionLineage } from '#api/sessions';
import { Devices } from '#api/sessions/devices';
import { AddressChanges, Users, type AddressChange } from '#api/users';
import { FreshProofs } from '#api/users/proofs';
import { inEvenTime } from '../even-time.js';
import { AddressChangeMails } from './address-change-mails.service.js';
import { addressUnchanged, tooManyAddressChanges } from './address-change.errors.js';

/** Asks for another address of the signed-in user's account, and cancels that. Nothing changes before the confirmation. */
@Injectable()
export class AskAddressChange {
  constructor(
    private readonly database: Database,
    private readonly users: Users,
    private readonly lineage: SessionLineage,
    private readonly devices: Devices,
    private readonly proofs: FreshProofs,
    private readonly changes: AddressChanges,
    private readonly mails: AddressChangeMails,
    private readonly audit: Audit,
  ) {}

  /**
   * The same, and after the same time, whether the address belongs to somebody or not.
   * @throws AppError `VALIDATION_FAILED`, `PROOF_REQUIRED`, `RATE_LIMITED`, `SESSION_ENDED`
   */
  async ask(principal: Principal, email: string, client: ClientInfo): Promise<void> {
    const address = getNormalisedEmail(email);
    const { userId, sessionId } = principal;
    const deviceHash = this.devices.recognise(client);
    await inEvenTime(() =>
      this.database.transaction(async (tx) => {
        await this.lineage.assertOpen(tx, principal);
        const user = await this.users.lock(tx, userId);
        if (!user?.isActive) throw sessionEnded();
        if (user.emailCanonical === address.canonical) throw addressUnchanged();
        await this.proofs.consume(tx, { principal, client }, 'change_email');
        const asked = await this.changes.ask(tx, { user, sessionId, deviceHash, address });
        if (!asked) throw tooManyAddressChanges();
        await this.mails.sendAsked(tx, user, asked);
        await this.record(tx, 'user.email_change_requested', principal, client);
      }),
    );
  }

  /** What waits for its confirmation. */
  find({ userId }: Principal): Promise<AddressChange | null> {
    return this.changes.findWaiting(this.database.pool, userId);
  }

  /** Nothing happens when there is none. */
  async cancel(principal: Principal, client: ClientInfo): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.users.lock(tx, principal.userId);
      if (!(await this.changes.cancel(tx, principal.userId))) return;
      await this.record(tx, 'user.email_change_cancelled', principal, client);
    });
  }

  private record(
    tx: Tx,
    type: string,
    { userId, sessionId }: Principal,
    client: ClientInfo,
  ): Promise<void> {
    return this.audit.record(tx, {
      type,
      outcome: 'success',
      actor: { kind: 'user', id: userId, sessionId },
      target: { kind: 'user', id: userId },
      client,
    });
  }
}
