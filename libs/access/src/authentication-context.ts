import { AppError } from '#libs/kernel';

/**
 * The level of an authentication, as the claim `acr` of access tokens names it: `aal1` one factor, `aal2` two (after the levels
 * of NIST SP 800-63B).
 */
export type Acr = 'aal1' | 'aal2';

/** RFC 8176: more than one factor was used. */
export const MULTI_FACTOR = 'mfa';

/** The level of a session whose user was authenticated by these methods (RFC 8176). */
export const acrOf = (amr: readonly string[]): Acr =>
  amr.includes(MULTI_FACTOR) ? 'aal2' : 'aal1';

export const isAcr = (value: unknown): value is Acr => value === 'aal1' || value === 'aal2';

/** The challenge of RFC 9470: what a step-up has to bring. */
export function stepUpHeaders({
  acr,
  withinSeconds,
  description,
}: {
  readonly acr?: Acr | undefined;
  readonly withinSeconds?: number | undefined;
  readonly description?: string;
}): Readonly<Record<string, string>> {
  const parameters = [
    'realm="gatehouse"',
    'error="insufficient_user_authentication"',
    ...(description === undefined ? [] : [`error_description="${description}"`]),
    ...(acr === undefined ? [] : [`acr_values="${acr}"`]),
    ...(withinSeconds === undefined ? [] : [`max_age="${withinSeconds}"`]),
  ];
  return { 'WWW-Authenticate': `Bearer ${parameters.join(', ')}` };
}

/**
 * RFC 9470: the token is valid, and its session lacks the second factor that the call needs.
 * @param detail one sentence: what needs it
 */
export const insufficientAuthentication = (
  detail: string,
  params: Readonly<Record<string, unknown>> = {},
) =>
  new AppError('INSUFFICIENT_AUTHENTICATION', {
    detail,
    params: { ...params, acr_values: ['aal2'] },
    headers: stepUpHeaders({ acr: 'aal2', description: 'A session with two factors is required' }),
  });
