import type { AppError, Code } from '#libs/kernel';
import type { Language } from '#libs/languages';
import { problemTexts, type ProblemTexts } from './texts/index.js';

type ProblemText = keyof ProblemTexts;

/** The sentence for each code that a page can show. */
const BY_CODE: Partial<Record<Code, ProblemText>> = {
  VALIDATION_FAILED: 'form',
  MALFORMED_BODY: 'malformed',
  MALFORMED_REQUEST: 'malformed',
  BODY_TOO_LARGE: 'malformed',
  UNSUPPORTED_MEDIA_TYPE: 'malformed',
  URI_TOO_LONG: 'malformed',
  HEADERS_TOO_LARGE: 'malformed',
  EXPECTATION_FAILED: 'malformed',
  NOT_FOUND: 'notFound',
  ROUTE_NOT_FOUND: 'notFound',
  METHOD_NOT_ALLOWED: 'notFound',
  CAPTCHA_REQUIRED: 'captcha',
  RATE_LIMITED: 'tooMany',
  INTERNAL_ERROR: 'internal',
  CAPTCHA_MISCONFIGURED: 'internal',
  SERVICE_UNAVAILABLE: 'later',
  DATABASE_UNAVAILABLE: 'later',
  SHUTTING_DOWN: 'later',
  NOT_READY: 'later',
  REQUEST_TIMEOUT: 'later',
  HASH_QUEUE_FULL: 'later',
  CAPTCHA_UNAVAILABLE: 'later',
  CROSS_SITE_FORM: 'crossSite',
  UNAUTHENTICATED: 'signIn',
  INVALID_TOKEN: 'signIn',
  SESSION_ENDED: 'signIn',
  REAUTHENTICATION_REQUIRED: 'signInAnew',
  PROOF_REQUIRED: 'showAgain',
  INSUFFICIENT_AUTHENTICATION: 'atLevel',
  PERMISSION_DENIED: 'denied',
  WRONG_AUDIENCE: 'denied',
  INVALID_CREDENTIALS: 'credentials',
  EMAIL_NOT_VERIFIED: 'notVerified',
  ACCOUNT_DISABLED: 'disabled',
  REGISTRATION_DISABLED: 'registrationOff',
  EMAIL_TAKEN: 'emailTaken',
  INVALID_VERIFICATION_TOKEN: 'deadLink',
  INVALID_RESET_TOKEN: 'deadLink',
  INVALID_SIGN_IN_LINK: 'deadLink',
  INVALID_EMAIL_CHANGE_LINK: 'deadLink',
  WRONG_CURRENT_PASSWORD: 'wrongPassword',
  RECOVERY_MAIL_HELD_BACK: 'mailHeldBack',
  VERIFICATION_PROOF_REQUIRED: 'proofRequired',
  WRONG_REGISTRATION_PASSWORD: 'registrationPassword',
  PASSWORD_UNACCEPTABLE: 'password',
  SIGN_IN_CONFIRMATION_REQUIRED: 'confirmSignIn',
  LAST_ADMIN: 'lastAdmin',
  LAST_OWNER: 'lastOwner',
  INVALID_INVITATION: 'invitationDead',
  INVITATION_FOR_OTHER_ADDRESS: 'invitationOther',
  UNIT_LIMIT_REACHED: 'unitLimit',
  PROVIDER_NOT_CONFIGURED: 'providerUnknown',
  PROVIDER_FAILED: 'providerFailed',
  PROVIDER_ANSWER_INVALID: 'providerFailed',
  PROVIDER_MISCONFIGURED: 'providerFailed',
  PROVIDER_UNAVAILABLE: 'providerUnavailable',
  PROVIDER_TIMEOUT: 'providerUnavailable',
  PROVIDER_REFUSED: 'providerRefused',
  PROVIDER_EMAIL_MISSING: 'providerEmail',
  NAVIGATION_REQUIRED: 'navigation',
  INVALID_OAUTH_STATE: 'notBegun',
  INVALID_OAUTH_CODE: 'notBegun',
  REDIRECT_URI_NOT_ALLOWED: 'application',
  CODE_CHALLENGE_REQUIRED: 'application',
  INVALID_TARGET: 'application',
  LINK_REQUIRED: 'linkRequired',
  PROOF_OF_ANOTHER_ACCOUNT: 'otherAccount',
  IDENTITY_TAKEN: 'identityTaken',
  IDENTITY_NOT_FOUND: 'identityUnknown',
  LAST_SIGN_IN_METHOD: 'lastSignInMethod',
  SECOND_FACTOR_REQUIRED: 'secondFactor',
  INVALID_SIGN_IN_CHALLENGE: 'signInLost',
  INVALID_FACTOR: 'wrongFactor',
  WRONG_FACTOR: 'wrongFactor',
  FACTOR_REQUIRED: 'factorRequired',
  INVALID_FACTOR_CODE: 'factorCode',
  FACTOR_NOT_FOUND: 'factorUnknown',
  SECOND_FACTOR_MISSING: 'factorMissing',
  FACTOR_LIMIT_REACHED: 'factorsFull',
  TOO_MANY_PASSKEYS: 'factorsFull',
  FACTOR_UNREADABLE: 'factorUnreadable',
  INVALID_OBJECTION_TOKEN: 'deadLink',
  PASSKEY_REFUSED: 'passkeyRefused',
  PASSKEY_TAKEN: 'passkeyTaken',
  PASSWORD_NOT_SET: 'passwordNotSet',
  PASSWORD_ALREADY_SET: 'passwordAlreadySet',
  PASSWORD_NEEDED: 'passwordNeeded',
  INVALID_SIGN_IN_CODE: 'signInCode',
  EMAIL_SIGN_IN_DISABLED: 'mailSignInOff',
  SIGN_IN_OF_ANOTHER_CLIENT: 'otherClient',
  STALE_FORM: 'staleForm',
  SIGN_IN_REQUIRED: 'signIn',
  ACCOUNT_SELECTION_REQUIRED: 'chooseAccount',
  INTERACTION_REQUIRED: 'actFirst',
};

/** The sentences for the problems of a field, by the stable code of the problem. */
const BY_FIELD_CODE: Readonly<Record<string, ProblemText | undefined>> = {
  TOO_SHORT: 'tooShort',
  TOO_LONG: 'tooLong',
  TOO_COMMON: 'tooCommon',
  CONTAINS_EMAIL: 'containsEmail',
  INVALID_CHARACTERS: 'invalidCharacters',
};

/** Details for clients of the API, which help no person with a browser. */
const FOR_PROGRAMS: ReadonlySet<Code> = new Set([
  'CAPTCHA_REQUIRED',
  'EMAIL_NOT_VERIFIED',
  'PROOF_REQUIRED',
  'SECOND_FACTOR_REQUIRED',
  'FACTOR_REQUIRED',
  'PASSKEY_REFUSED',
]);

/** Whether a page shows the English sentence of the error itself, which says more than the sentence of its code. */
const isOwnBetter = (language: Language, code: Code) =>
  language === 'en' && !FOR_PROGRAMS.has(code);

/** Whether pages have a sentence for the code in every language. */
export const hasPageWords = (code: Code): boolean => BY_CODE[code] !== undefined;

/** What the user of a page can do about a refusal; in English for a code without a sentence. */
export function problemWords(language: Language, { code, detail }: AppError): string {
  const key = BY_CODE[code];
  return key === undefined || isOwnBetter(language, code) ? detail : problemTexts(language)(key);
}

/** The sentences that a form shows for a refusal, one for each problem. */
export function fieldProblemWords(language: Language, error: AppError): string[] {
  if (!error.errors) return [problemWords(language, error)];
  const say = problemTexts(language);
  const words = error.errors.map(({ code, message }) => {
    const key = BY_FIELD_CODE[code];
    if (language === 'en') return message;
    return key === undefined ? problemWords(language, error) : say(key);
  });
  return [...new Set(words)];
}

const NOT_FOUND = 404;
const NOT_ALLOWED = 405;
const TOO_MANY = 429;
const SERVER_ERRORS = 500;

/** The heading of the page of a refusal. */
export function problemTitle(language: Language, { entry: { status, title } }: AppError): string {
  return language === 'en' ? title : problemTexts(language)(headingOf(status));
}

function headingOf(status: number): ProblemText & `heading${string}` {
  if (status === NOT_FOUND || status === NOT_ALLOWED) return 'headingNotFound';
  if (status === TOO_MANY) return 'headingTooMany';
  return status >= SERVER_ERRORS ? 'headingFailed' : 'headingRefused';
}
