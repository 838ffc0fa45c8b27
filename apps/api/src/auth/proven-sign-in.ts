import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import type { UserWithPassword } from '#api/users';

/** Somebody has just proved who they are. */
export interface ProvenSignIn {
  /** As it was read when the proof was made. */
  readonly user: UserWithPassword;
  /** `password`, or the name of a provider. */
  readonly method: string;
  /** How the person proved who they are (RFC 8176). */
  readonly amr: readonly string[];
  readonly client: ClientInfo;
  /** For whom the access token shall be (RFC 8707), as it was asked for. */
  readonly resource?: unknown;
  /** Of the provider who has named them. */
  readonly identityId?: string;
  /** Wrong proofs before this right one. */
  readonly failures?: number;
  /** Whether the proof is used up by it: then what is asked for wrongly leaves it as it was, for another try. */
  readonly isOneTime?: boolean;
  /** Asked while the account is held, for a proof that another request may have voided meanwhile. */
  readonly isStillProven?: (tx: Tx) => Promise<boolean>;
}
