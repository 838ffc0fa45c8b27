import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Audit, type Actor } from '#api/audit';
import { AccountMails } from '#api/auth';
import { MailLinks, Outbox } from '#api/mail';
import { LinkedIdentities, type Identity } from '#api/users/identities';
import { addressee, OneTimeTokens, type User } from '#api/users';

export interface LinkNotice {
  readonly user: User;
  readonly identity: Identity;
  readonly actor: Actor;
  readonly client: ClientInfo;
}

/** Mails the owner and records in the audit trail when an identity is linked or unlinked. */
@Injectable()
export class IdentityNotices {
  constructor(
    private readonly outbox: Outbox,
    private readonly links: MailLinks,
    private readonly accountMails: AccountMails,
    private readonly tokens: OneTimeTokens,
    private readonly identities: LinkedIdentities,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async linked(tx: Tx, { user, identity, actor, client }: LinkNotice): Promise<void> {
    await this.mail(tx, 'identity-linked', user, identity);
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

  async unlinked(tx: Tx, { user, identity, actor, client }: LinkNotice): Promise<void> {
    await this.mail(tx, 'identity-unlinked', user, identity);
    await this.audit.record(tx, {
      type: 'identity.unlinked',
      outcome: 'success',
      actor,
      target: { kind: 'identity', id: identity.id },
      client,
      details: { provider: identity.provider },
    });
  }

  /** A verification link confirms only the providers that its mail named: a new one is sent. The caller has locked the account. */
  async renewVerification(tx: Tx, user: User): Promise<void> {
    if (user.isEmailVerified) return;
    await this.tokens.cancelAll(tx, user.id, ['verify_email']);
    const providers = await this.identities.listProviders(tx, user.id);
    await this.accountMails.sendVerification(tx, user, providers, 'signed_in');
  }

  private async mail(
    tx: Tx,
    template: 'identity-linked' | 'identity-unlinked',
    user: User,
    { provider }: Identity,
  ): Promise<void> {
    const data = { at: this.clock.now(), provider, resetLink: this.links.forgot() };
    await this.outbox.enqueue(tx, { template, data, ...addressee(user) });
  }
}
