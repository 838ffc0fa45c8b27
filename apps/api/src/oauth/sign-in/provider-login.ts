import type { ClientInfo } from '#libs/access';
import type { Identity } from '#api/users/identities';
import type { UserWithPassword } from '#api/users';
import type { ProviderAnswer } from '../providers/provider-answer.js';

/** The answer of a provider to a sign-in, and the client. */
export interface ProviderLogin {
  readonly provider: string;
  readonly answer: ProviderAnswer;
  readonly client: ClientInfo;
}

/** The account of an identity. */
export interface Recognised {
  readonly user: UserWithPassword;
  readonly identity: Identity;
}
