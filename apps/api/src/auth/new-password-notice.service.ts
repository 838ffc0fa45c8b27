import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Audit } from '#api/audit';
import { FactorLinks } from '#api/factors';
import { AccountMails } from './account-mails.service.js';
import { toMailedCredential, toMailedFactor, type Credential } from './credential.js';
import type { ReviewedCredentials } from './recovery-review.service.js';
import type { NewPassword } from './revocation.js';

const NOTHING: ReviewedCredentials = { removed: [], kept: [], factors: [] };

/** Mails the owner of an account that its password is new, and records it. */
@Injectable()
export class NewPasswordNotice {
  constructor(
    private readonly mails: AccountMails,
    private readonly factorLinks: FactorLinks,
    private readonly audit: Audit,
  ) {}

  /** @param ended how many sessions the new password has ended */
  async give(tx: Tx, password: NewPassword, ended: number): Promise<void> {
    const { user, reason, actor, client, reviewed = NOTHING } = password;
    await this.mails.sendPasswordChanged(tx, user, {
      removed: reviewed.removed.map(toMailedCredential),
      kept: reviewed.kept.map(toMailedCredential),
      factors: reviewed.factors.map(toMailedFactor),
      takeBack: () => this.factorLinks.issueForAny(tx, user, reviewed.factors),
      // An intruder in the account must not be able to use up the mail of a reset.
      by: reason === 'password_reset' ? 'recovery' : 'anybody',
    });
    await this.audit.record(tx, {
      type: `user.${reason}`,
      outcome: 'success',
      actor,
      target: { kind: 'user', id: user.id },
      ...(client && { client }),
      details: { sessions_ended: ended, ...(reason === 'password_reset' && detailsOf(reviewed)) },
    });
  }
}

/** For the audit trail: the numbers and the credentials. */
function detailsOf({ removed, kept, factors }: ReviewedCredentials) {
  const numberOf = (kind: Credential['kind']) =>
    removed.filter((each) => each.kind === kind).length;
  return {
    identities_removed: numberOf('identity'),
    devices_forgotten: numberOf('device'),
    removed: removed.map(({ kind, id, name }) => ({ kind, id, name })),
    kept: kept.map(({ kind, id, name }) => ({ kind, id, name })),
    recent_factors: factors.map(({ id, type }) => ({ id, type })),
  };
}
