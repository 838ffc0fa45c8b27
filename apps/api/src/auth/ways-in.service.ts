import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Devices } from '#api/sessions/devices';
import { IdentitiesStore } from '#api/users/identities';
import { UsersStore, type User } from '#api/users';
import { authConfig } from './auth.config.js';
import { deviceWayIn, identityWayIn, type WayIn } from './way-in.js';

const DAY_MS = 86_400_000;

/** What a reset has done to the ways in that it looked at. */
export interface ReviewedWaysIn {
  readonly removed: readonly WayIn[];
  readonly kept: readonly WayIn[];
}

/**
 * The ways into an account that an intruder may have left: linked providers that were added lately, and devices that are
 * known. A reset removes what the person does not choose to keep.
 */
@Injectable()
export class WaysIn {
  constructor(
    private readonly users: UsersStore,
    private readonly identities: IdentitiesStore,
    private readonly devices: Devices,
    private readonly clock: Clock,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /**
   * What a reset by this client would look at. Identities of an address that nobody has ever shown to be theirs cannot be
   * kept: no provider has vouched for it. Where one did that is no authority for the address, all are looked at.
   */
  async list(tx: Tx, user: User, client: ClientInfo): Promise<WayIn[]> {
    const isProven = user.isEmailVerified && (await this.users.findVouchedBy(tx, user.id)) === null;
    const since = this.clock.nowMs() - this.config.recoveryReviewDays * DAY_MS;
    const identities = await this.identities.listOfUser(tx, user.id);
    const reviewed = identities.filter(({ addedAt }) => !isProven || addedAt.getTime() > since);
    const devices = await this.devices.listOthers(tx, user.id, client);
    return [
      ...reviewed.map((identity) => identityWayIn(identity, user.isEmailVerified)),
      ...devices.map(deviceWayIn),
    ];
  }

  /**
   * Removes the identities that are not to be kept; devices are forgotten with the rest of the old trust. Ids of others are
   * not looked at. The account is held by the caller, and is as it was before the reset.
   */
  async review(
    tx: Tx,
    user: User,
    keep: readonly string[],
    client: ClientInfo,
  ): Promise<ReviewedWaysIn> {
    const chosen = new Set(keep.map((id) => id.toLowerCase()));
    const all = await this.list(tx, user, client);
    const isKept = ({ id, isKeepable }: WayIn) => isKeepable && chosen.has(id);
    const kept = all.filter(isKept);
    const removed = all.filter((wayIn) => !isKept(wayIn));
    const identities = removed.filter(({ kind }) => kind === 'identity');
    await this.identities.deleteSome(
      tx,
      user.id,
      identities.map(({ id }) => id),
    );
    return { removed, kept };
  }
}
