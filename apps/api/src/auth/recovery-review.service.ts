import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock, DAY_MS } from '#libs/kernel';
import { AccountFactors, type RecentFactor } from '#api/factors';
import { Devices } from '#api/sessions/devices';
import { LinkedIdentities } from '#api/users/identities';
import { Users, type User } from '#api/users';
import { authConfig } from './auth.config.js';
import { credentialOfDevice, credentialOfIdentity, type Credential } from './credential.js';

/** The reviewed credentials that a reset removed and kept. */
export interface ReviewedCredentials {
  readonly removed: readonly Credential[];
  readonly kept: readonly Credential[];
  /** Second factors that were added lately. A reset removes none: who reads the mails alone must not be able to. */
  readonly factors: readonly RecentFactor[];
}

/**
 * Reviews the credentials that an attacker may have added to an account: linked providers of late, and known devices. A
 * reset removes those that its request does not keep.
 */
@Injectable()
export class RecoveryReview {
  constructor(
    private readonly users: Users,
    private readonly identities: LinkedIdentities,
    private readonly devices: Devices,
    private readonly factors: AccountFactors,
    private readonly clock: Clock,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /**
   * What a reset by this client would review. Identities of an account whose address was never verified cannot be kept. All
   * identities are reviewed when the address was verified by a provider alone that is not authoritative for it.
   */
  async list(tx: Tx, user: User, client: ClientInfo): Promise<Credential[]> {
    const isProven = user.isEmailVerified && (await this.users.findVouchedBy(tx, user.id)) === null;
    const since = this.since.getTime();
    const identities = await this.identities.listOfUser(tx, user.id);
    const reviewed = identities.filter(({ addedAt }) => !isProven || addedAt.getTime() > since);
    const devices = await this.devices.listOthers(tx, user.id, client);
    return [
      ...reviewed.map((identity) => credentialOfIdentity(identity, user.isEmailVerified)),
      ...devices.map(credentialOfDevice),
    ];
  }

  /** The second factors that were added lately, the oldest first. */
  listFactors(tx: Tx, { id }: User): Promise<readonly RecentFactor[]> {
    return this.factors.listMade(tx, id, this.since);
  }

  private get since(): Date {
    return new Date(this.clock.nowMs() - this.config.recoveryReviewDays * DAY_MS);
  }

  /**
   * Removes the identities that are not to be kept; `CredentialRevocation` forgets the devices. Other ids are
   * ignored. The caller has locked the account; `user` is its state before the reset.
   */
  async review(
    tx: Tx,
    user: User,
    keep: readonly string[],
    client: ClientInfo,
  ): Promise<ReviewedCredentials> {
    const chosen = new Set(keep.map((id) => id.toLowerCase()));
    const all = await this.list(tx, user, client);
    const isKept = ({ id, isKeepable }: Credential) => isKeepable && chosen.has(id);
    const kept = all.filter(isKept);
    const removed = all.filter((credential) => !isKept(credential));
    const identities = removed.filter(({ kind }) => kind === 'identity');
    await this.identities.removeSome(
      tx,
      user.id,
      identities.map(({ id }) => id),
    );
    return { removed, kept, factors: await this.listFactors(tx, user) };
  }
}
