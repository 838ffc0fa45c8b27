import { acrOf, MULTI_FACTOR, type ClientInfo, type Principal } from '#libs/access';
import type { OfferedFactor, UsedFactor } from '#api/factors';

/** RFC 8176: a password. */
const PASSWORD = 'pwd';

/** Whose session steps up, and from where. */
export interface SteppingUpUser {
  readonly principal: Pick<Principal, 'userId' | 'sessionId'>;
  readonly client: ClientInfo;
}

/** By what a user steps up. */
export type StepUpMethod = 'password' | OfferedFactor['type'];

/** What decides what a step-up by the password means. */
export interface SteppingUp {
  /** Of the session until now. */
  readonly amr: readonly string[];
  /** Whether the account has a second factor now. */
  readonly hasSecondFactor: boolean;
}

/**
 * The methods of a session after its user showed the password; `null`: the password is not enough. The time of an
 * authentication belongs to its level: a password does not make two factors of long ago recent. When the account has no
 * second factor any more, the session goes on at the level that the account can reach.
 */
export function afterPassword({ amr, hasSecondFactor }: SteppingUp): readonly string[] | null {
  if (acrOf(amr) === 'aal1') return [...new Set([...amr, PASSWORD])];
  return hasSecondFactor ? null : [PASSWORD];
}

/**
 * The methods of a session after its user showed a second factor. Every session began by another one, and a passkey alone
 * counts as two.
 */
export function afterFactor(
  amr: readonly string[],
  used: Pick<UsedFactor, 'amr'>,
): readonly string[] {
  const methods = new Set([...amr, ...used.amr]);
  methods.delete(MULTI_FACTOR);
  return [...methods, MULTI_FACTOR];
}

/** By what the user of a session can step up, for the same rules. */
export function stepUpMethods(
  session: Pick<SteppingUp, 'amr'>,
  { hasPassword, factors }: { hasPassword: boolean; factors: readonly OfferedFactor[] },
): readonly StepUpMethod[] {
  const hasSecondFactor = factors.length > 0;
  const byPassword = hasPassword && afterPassword({ ...session, hasSecondFactor }) !== null;
  const types = new Set(factors.map(({ type }) => type));
  return [...(byPassword ? (['password'] as const) : []), ...types];
}
