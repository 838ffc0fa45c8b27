import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Audit } from '#api/audit';
import { Outbox } from '#api/mail';
import { addressee, Users } from '#api/users';
import { authenticatorNameOf } from './authenticator-names.js';
import type { KeptPasskey } from './passkeys.store.js';

interface CounterIncident {
  readonly userId: string;
  readonly passkey: KeptPasskey;
  /** As the response has it. */
  readonly signCount: number;
  readonly client: ClientInfo;
}

/** Reports passkeys that may have been copied. */
@Injectable()
export class PasskeyWarnings {
  constructor(
    private readonly users: Users,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** WebAuthn section 6.1.1: two authenticators may have the same key. */
  async counterWentBack(tx: Tx, incident: CounterIncident): Promise<void> {
    const { userId, passkey, signCount, client } = incident;
    const { factorId, aaguid } = passkey;
    await this.audit.record(tx, {
      type: 'passkey.counter_went_back',
      outcome: 'incident',
      actor: { kind: 'anonymous' },
      target: { kind: 'user', id: userId },
      client,
      details: {
        user_id: userId,
        factor_id: factorId,
        counter: signCount,
        last_counter: Number(passkey.signCount),
      },
    });
    const user = await this.users.findById(tx, userId);
    if (!user) return;
    const data = { at: this.clock.now(), authenticator: authenticatorNameOf(aaguid) };
    await this.outbox.enqueue(tx, { template: 'passkey-copied', data, ...addressee(user) });
  }
}
