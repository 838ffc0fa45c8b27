import type { ClientInfo } from '#libs/access';
import type { Identity } from '#api/users/identities';
import type { UserWithPassword } from '#api/users';
import type { ProviderAnswer } from '../providers/provider-answer.js';

/** A provider's word on somebody, as it arrived. */
export interface ProviderLogin {
  readonly provider: string;
  readonly answer: ProviderAnswer;
  readonly client: ClientInfo;
}

/** Whose account it is. */
export interface Recognised {
  readonly user: UserWithPassword;
  readonly identity: Identity;
}
