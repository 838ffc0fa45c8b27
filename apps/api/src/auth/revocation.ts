import type { ClientInfo } from '#libs/access';
import type { Actor } from '#api/audit';
import type { User } from '#api/users';
import type { ReviewedCredentials } from './recovery-review.service.js';

/** Why what was granted under an account's old password ends, and what of it stays. */
export interface Revocation {
  readonly reason: 'password_changed' | 'password_reset' | 'account_taken_over';
  /** The device of this client stays known. */
  readonly client?: ClientInfo | undefined;
  /** The session that stays. */
  readonly exceptSessionId?: string;
  readonly keptDeviceIds?: readonly string[];
}

export interface NewPassword extends Revocation {
  readonly user: User;
  readonly reason: 'password_changed' | 'password_reset';
  readonly actor: Actor;
  /** Of a reset: the reviewed credentials that it removed and kept. */
  readonly reviewed?: ReviewedCredentials;
}
