import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import type { UserWithPassword } from '#api/users';

/** A sign-in whose user was authenticated just before, by a password or by a provider. */
export interface ProvenSignIn {
  /** As it was read during the authentication. */
  readonly user: UserWithPassword;
  /** `password`, `passkey`, `email`, or the name of a provider. */
  readonly method: string;
  /** The authentication methods (RFC 8176). */
  readonly amr: readonly string[];
  readonly client: ClientInfo;
  /** The target of the access token (RFC 8707), as the request named it. */
  readonly resource?: unknown;
  /** The linked identity, of a sign-in by a provider. */
  readonly identityId?: string;
  /** Failed attempts before this one. */
  readonly failures?: number;
  /** Whether the proof is a one-time code: then an unknown target is refused before the code is used up. */
  readonly isOneTime?: boolean;
  /** Called while the account is locked, for a proof that another request may have revoked meanwhile. */
  readonly isStillProven?: (tx: Tx) => Promise<boolean>;
}
