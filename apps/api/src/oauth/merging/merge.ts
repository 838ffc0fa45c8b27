import type { ClientInfo, Principal } from '#libs/access';
import type { Identity } from '#api/users/identities';
import type { UserWithPassword } from '#api/users';
import type { HeldRole } from './merging.store.js';

/** Who asks, what proves the second account, and what was shown to them before. */
export interface MergeRequest {
  readonly principal: Principal;
  readonly otherProof: unknown;
  /** What was taken for a proof once. */
  readonly otherToken: unknown;
  readonly confirmation: string | undefined;
  readonly client: ClientInfo;
}

/** What would move, or has moved. */
export interface Merge {
  readonly kept: UserWithPassword;
  readonly ended: UserWithPassword;
  readonly identities: readonly Identity[];
  readonly roles: readonly HeldRole[];
  /** Whether anybody who can sign in administers the installation. */
  readonly isAdministered: boolean;
}

export interface MergeResult extends Merge {
  /** `null` when it is done. */
  readonly confirmation: string | null;
}
