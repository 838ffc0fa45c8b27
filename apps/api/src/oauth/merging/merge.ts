import type { ClientInfo, Principal } from '#libs/access';
import type { Identity } from '#api/users/identities';
import type { UserWithPassword } from '#api/users';
import type { MovedUnits } from './merged-units.js';
import type { HeldRole } from './merging.store.js';

/** A request to merge: the caller, the proof of the second account, and the confirmation of the preview. */
export interface MergeRequest {
  readonly principal: Principal;
  readonly otherProof: unknown;
  /** An access token, which earlier versions accepted as a proof. */
  readonly otherToken: unknown;
  readonly confirmation: string | undefined;
  readonly client: ClientInfo;
}

/** What would be moved, or was moved. */
export interface Merge {
  readonly kept: UserWithPassword;
  readonly ended: UserWithPassword;
  readonly identities: readonly Identity[];
  readonly roles: readonly HeldRole[];
  readonly units: MovedUnits;
  /** Whether an administrator exists who can sign in. */
  readonly isAdministered: boolean;
}

export interface MergeResult extends Merge {
  /** `null` when it is done. */
  readonly confirmation: string | null;
}
