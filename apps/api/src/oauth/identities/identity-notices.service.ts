import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { Audit, type Actor } from '#api/audit';
import { AccountMails } from '#api/auth';
import { LinkedIdentities, type Identity } from '#api/users/identities';
import { OneTimeTokens, type User } from '#api/users';
import { IdentityMails } from './identity-mails.service.js';

export interface WayIn {
  readonly user: User;
  readonly identity: Identity;
  readonly actor: Actor;
  readonly client: ClientInfo;
}

/** What follows when an account that was there gets another way in, or loses one: its owner and the audit trail learn of it. */
@Injectable()
export class IdentityNotices {
  constructor(
    private readonly mails: IdentityMails,
    private readonly accountMails: AccountMails,
    private readonly tokens: OneTimeTokens,
    private readonly identities: LinkedIdentities,
    private readonly audit: Audit,
  ) {}

  async linked(tx: Tx, { user, identity, actor, client }: WayIn): Promise<void> {
    await this.mails.sendLinked(tx, user, identity.provider);
    await this.renewVerification(tx, user);
    await this.audit.record(tx, {
      type: 'identity.linked',
      outcome: 'success',
      actor,
      target: { kind: 'identity', id: identity.id },
      client,
      details: { provider: identity.provider, user_id: user.id },
    });
  }

  async unlinked(tx: Tx, { user, identity, actor, client }: WayIn): Promise<void> {
    await this.mails.sendUnlinked(tx, user, identity.provider);
    await this.audit.record(tx, {
      type: 'identity.unlinked',
      outcome: 'success',
      actor,
      target: { kind: 'identity', id: identity.id },
      client,
      details: { provider: identity.provider },
    });
  }

  /** A link that is under way confirms no provider which its mail did not name. The account is held by the caller. */
  async renewVerification(tx: Tx, user: User): Promise<void> {
    if (user.isEmailVerified) return;
    await this.tokens.cancelAll(tx, user.id, ['verify_email']);
    const providers = await this.identities.listProviders(tx, user.id);
    await this.accountMails.sendVerification(tx, user, providers, 'signed_in');
  }
}
