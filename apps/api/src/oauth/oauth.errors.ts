import { AppError } from '#libs/kernel';

export const providerNotConfigured = () =>
  new AppError('PROVIDER_NOT_CONFIGURED', {
    detail: 'This provider is not configured on this server. See GET /api/oauth/providers.',
  });

export const redirectUriNotAllowed = () =>
  new AppError('REDIRECT_URI_NOT_ALLOWED', {
    detail: 'The redirect_uri is not on the list of this server (OAUTH_REDIRECT_URIS)',
  });

/** The same for a missing cookie, another browser, another provider, an expired flow and a second callback. */
export const invalidState = (cause?: unknown) =>
  new AppError('INVALID_OAUTH_STATE', {
    detail: 'This sign-in was not begun in this browser, took too long or is over. Begin again.',
    cause,
  });

/** The provider's text goes to the log only: a crafted link must not show an attacker's text on our pages. */
export const providerRefused = (cause?: unknown) =>
  new AppError('PROVIDER_REFUSED', {
    detail: 'The provider did not let the sign-in through, or it was cancelled there',
    cause,
  });

/** Without a reason that the user could act on; another attempt may succeed. */
export const providerFailed = (cause?: unknown) =>
  new AppError('PROVIDER_FAILED', { detail: 'The provider failed. Begin again.', cause });

const BUSY_SECONDS = 5;

/** Temporary: the provider says so, or limits the rate of calls. */
export const providerBusy = (cause?: unknown, retryAfterSeconds = BUSY_SECONDS) =>
  new AppError('PROVIDER_UNAVAILABLE', {
    detail: `The provider takes no sign-ins at the moment. Begin again in ${retryAfterSeconds} seconds.`,
    cause,
    retryAfterSeconds,
  });

/** Only the operator can correct it; the log names the setting. */
export const providerMisconfigured = (cause?: unknown) =>
  new AppError('PROVIDER_MISCONFIGURED', {
    detail:
      'This provider is not set up correctly on this server, and another try does not help. Tell your administrator, whose log says what to change; sign in another way meanwhile.',
    cause,
  });

/** The authorization code was used before, or has expired. */
export const providerCodeSpent = (cause?: unknown) =>
  new AppError('PROVIDER_ANSWER_INVALID', {
    detail: 'The provider does not know this sign-in, or not any more. Begin again.',
    cause,
  });

export const identityGone = () =>
  new AppError('PROVIDER_ANSWER_INVALID', {
    detail: 'The provider was unlinked from the account at this moment. Begin again.',
  });

/** A browser keeps no cookie of more than 4096 bytes. */
export const beginningTooLong = () =>
  new AppError('VALIDATION_FAILED', {
    detail: 'state and redirect_uri are too long together: send a shorter state',
    errors: [{ field: 'state', code: 'TOO_LONG', message: 'state is too long' }],
  });

/** An image or an iframe of another site could begin flows in the browser without the user's knowledge. */
export const navigationRequired = () =>
  new AppError('NAVIGATION_REQUIRED', {
    detail:
      'Send the window of the browser to this address: another site cannot call it or frame it',
  });

export const providerAnswerInvalid = (cause: unknown) =>
  new AppError('PROVIDER_ANSWER_INVALID', {
    detail: "The provider's answer failed a check. Begin again.",
    cause,
  });

export const callbackNotForHead = () =>
  new AppError('METHOD_NOT_ALLOWED', { detail: 'A callback is finished by GET or POST alone' });

export const codeChallengeRequired = () =>
  new AppError('CODE_CHALLENGE_REQUIRED', {
    detail:
      'A redirect_uri of a native application or on the device itself can be taken by another application there: send code_challenge (S256) and show its code_verifier with the code',
  });

export const challengeWithoutRedirect = () =>
  new AppError('VALIDATION_FAILED', {
    detail: 'A code_challenge protects the code that a redirect_uri gets: give both or neither',
    errors: [
      {
        field: 'redirect_uri',
        code: 'REQUIRED',
        message: 'redirect_uri is required with code_challenge',
      },
    ],
  });

/** @param reason a sentence for the user, where the cause is known */
export const providerEmailMissing = (
  reason = 'The provider gave no e-mail address: allow it there, or register and link the account',
  cause?: unknown,
) => new AppError('PROVIDER_EMAIL_MISSING', { detail: reason, cause });

export const linkRequired = (about: string) =>
  new AppError('LINK_REQUIRED', {
    about,
    detail:
      'There is an account with this address already. Sign in to it, then link this provider.',
  });

export const invalidOAuthCode = () =>
  new AppError('INVALID_OAUTH_CODE', {
    detail: 'The code is unknown, used, expired or not yours: begin the sign-in again',
  });

/** Each open code is a sign-in that has not been finished yet. */
export const tooManyCodes = (retryAfterSeconds: number) =>
  new AppError('RATE_LIMITED', {
    detail: 'Too many sign-ins were begun at once in this browser. Wait a minute, then begin again',
    retryAfterSeconds,
  });

/** The provider used an existing session, which anybody with the open browser could use. */
export const oldProviderSignIn = () =>
  new AppError('REAUTHENTICATION_REQUIRED', {
    detail:
      'The provider let you in by a sign-in from before. Sign out there, begin again, and sign in there anew.',
  });

/** The answer does not disclose whether another account is linked. */
export const proofOfAnother = () =>
  new AppError('PROOF_OF_ANOTHER_ACCOUNT', {
    detail:
      'This sign-in at the provider is not linked to the account that must be proved. Begin again, and sign in there as somebody who is.',
  });

export const identityTaken = () =>
  new AppError('IDENTITY_TAKEN', { detail: 'This identity belongs to an account already' });

export const identityNotFound = () =>
  new AppError('IDENTITY_NOT_FOUND', { detail: 'You have no identity with this id' });

export const lastSignInMethod = () =>
  new AppError('LAST_SIGN_IN_METHOD', {
    detail: 'This is the only way into the account: set a password or link another provider first',
  });
