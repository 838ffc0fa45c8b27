/**
 * The catalogue of refusals: every stable `code` a client may meet, with its HTTP status, its RFC 9457
 * `title` and the level at which it is logged. A code is never renamed or reused; `docs/errors.md` is
 * generated from here.
 */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface CodeEntry {
  readonly status: number;
  readonly title: string;
  readonly level: LogLevel;
}

const entry = (status: number, title: string, level: LogLevel = 'info'): CodeEntry => ({
  status,
  title,
  level,
});

export const CODES = {
  // What any route may answer.
  VALIDATION_FAILED: entry(400, 'The request is not valid'),
  MALFORMED_BODY: entry(400, 'The body is not well-formed'),
  MALFORMED_REQUEST: entry(400, 'The request is not well-formed'),
  UNAUTHENTICATED: entry(401, 'Sign-in required'),
  INVALID_TOKEN: entry(401, 'The access token is not valid'),
  SESSION_ENDED: entry(401, 'The session has ended'),
  REAUTHENTICATION_REQUIRED: entry(401, 'Sign in again'),
  PROOF_REQUIRED: entry(401, 'Prove again that it is you'),
  INSUFFICIENT_AUTHENTICATION: entry(401, 'A second factor is required'),
  PERMISSION_DENIED: entry(403, 'Permission denied'),
  WRONG_AUDIENCE: entry(403, 'The access token is for another service'),
  SECOND_FACTOR_ENROLMENT_REQUIRED: entry(403, 'Enrol a second factor'),
  NOT_FOUND: entry(404, 'Not found'),
  ROUTE_NOT_FOUND: entry(404, 'No such route'),
  METHOD_NOT_ALLOWED: entry(405, 'Method not allowed'),
  CONFLICT: entry(409, 'Conflicts with what is stored'),
  IDEMPOTENCY_KEY_REUSED: entry(409, 'Idempotency-Key was used with another request'),
  IDEMPOTENCY_IN_PROGRESS: entry(
    409,
    'The first request with this Idempotency-Key is still running',
  ),
  REQUEST_TIMEOUT: entry(408, 'The request took too long to arrive'),
  BODY_TOO_LARGE: entry(413, 'The body is too large'),
  URI_TOO_LONG: entry(414, 'The address is too long'),
  UNSUPPORTED_MEDIA_TYPE: entry(415, 'The body must be JSON'),
  EXPECTATION_FAILED: entry(417, 'The expectation cannot be met'),
  CAPTCHA_REQUIRED: entry(403, 'Solve a challenge first'),
  RATE_LIMITED: entry(429, 'Too many requests'),
  TOO_MANY_STREAMS: entry(429, 'Too many streams are open'),
  HEADERS_TOO_LARGE: entry(431, 'The headers are too large'),
  INTERNAL_ERROR: entry(500, 'Something went wrong', 'error'),
  SERVICE_UNAVAILABLE: entry(503, 'Temporarily unavailable', 'warn'),
  DATABASE_UNAVAILABLE: entry(503, 'The database is not reachable', 'error'),
  HASH_QUEUE_FULL: entry(503, 'Too many sign-ins at once', 'warn'),
  CAPTCHA_MISCONFIGURED: entry(500, 'Challenges are not set up correctly', 'warn'),
  CAPTCHA_UNAVAILABLE: entry(503, 'Challenges cannot be checked', 'warn'),
  NOT_READY: entry(503, 'Not ready', 'debug'),
  SHUTTING_DOWN: entry(503, 'The server is stopping', 'info'),

  // Accounts and passwords.
  INVALID_CREDENTIALS: entry(401, 'Wrong e-mail or password'),
  EMAIL_NOT_VERIFIED: entry(403, 'The e-mail address is not verified'),
  ACCOUNT_DISABLED: entry(403, 'The account is disabled'),
  REGISTRATION_DISABLED: entry(403, 'Registration is switched off'),
  INVALID_EMAIL_CHANGE_LINK: entry(400, 'The link of a change of address is not valid'),
  EMAIL_SIGN_IN_DISABLED: entry(403, 'Signing in by mail is switched off'),
  INVALID_SIGN_IN_CODE: entry(401, 'The code to sign in is not valid'),
  SIGN_IN_OF_ANOTHER_CLIENT: entry(403, 'Another client asked for this sign-in'),
  EMAIL_TAKEN: entry(409, 'The e-mail address is already registered'),
  INVALID_VERIFICATION_TOKEN: entry(400, 'The verification link is not valid'),
  INVALID_RESET_TOKEN: entry(400, 'The reset link is not valid'),
  WRONG_CURRENT_PASSWORD: entry(400, 'The current password is wrong'),
  WRONG_FACTOR: entry(400, 'The second factor for a step-up or a proof is wrong'),
  FACTOR_REQUIRED: entry(403, 'The account has a second factor, which is required'),
  RECOVERY_MAIL_HELD_BACK: entry(429, 'The mail that gives the way back cannot be sent'),
  VERIFICATION_PROOF_REQUIRED: entry(403, 'A link alone does not confirm the address'),
  WRONG_REGISTRATION_PASSWORD: entry(400, 'The password of the registration is wrong'),
  PASSWORD_UNACCEPTABLE: entry(400, 'The password is not acceptable'),
  LAST_ADMIN: entry(409, 'The last administrator must stay'),

  // Sessions and tokens.
  INVALID_REFRESH_TOKEN: entry(401, 'The refresh token is not valid'),
  REFRESH_TOKEN_REUSED: entry(401, 'The refresh token was used before', 'warn'),
  INVALID_TARGET: entry(400, 'No token can be had for this resource'),
  SESSION_NOT_FOUND: entry(404, 'No such session'),
  DEVICE_NOT_FOUND: entry(404, 'No such device'),
  SIGN_IN_CONFIRMATION_REQUIRED: entry(403, 'Confirm the sign-in by mail'),
  SECOND_FACTOR_REQUIRED: entry(403, 'Show a second factor'),
  INVALID_SIGN_IN_CHALLENGE: entry(401, 'The challenge of the sign-in is not valid'),
  INVALID_FACTOR: entry(401, 'The second factor of the sign-in is wrong'),
  INVALID_SIGN_IN_LINK: entry(400, 'The link about a sign-in is not valid'),

  // Second factors.
  FACTOR_NOT_FOUND: entry(404, 'No such factor'),
  FACTOR_LIMIT_REACHED: entry(409, 'The account has as many factors as it may have'),
  SECOND_FACTOR_MISSING: entry(409, 'The account has no second factor'),
  INVALID_FACTOR_CODE: entry(400, 'The code is not valid'),
  INVALID_OBJECTION_TOKEN: entry(400, 'The link of the objection is not valid'),
  FACTOR_UNREADABLE: entry(503, 'The second factor cannot be checked', 'error'),

  // Services, roles, permissions.
  SERVICE_NOT_FOUND: entry(404, 'No such service'),
  SERVICE_NAME_TAKEN: entry(409, 'The name of the service is taken'),
  AUTH_SERVICE_PROTECTED: entry(409, 'auth_service is protected'),
  ROLE_NOT_FOUND: entry(404, 'No such role'),
  ROLE_NAME_TAKEN: entry(409, 'The name of the role is taken'),
  DEFAULT_ROLE_PROTECTED: entry(409, 'A default role is protected'),
  ADMIN_ROLE_PROTECTED: entry(409, 'The administrator role is protected'),
  ROLE_ALREADY_ASSIGNED: entry(409, 'The user already has the role'),
  ROLE_NOT_ASSIGNED: entry(404, 'The user does not have the role'),
  PERMISSION_NOT_FOUND: entry(404, 'No such permission'),
  PERMISSION_NAME_TAKEN: entry(409, 'The name of the permission is taken'),
  PERMISSION_PROTECTED: entry(409, 'The permission is built in'),
  UNKNOWN_PERMISSION: entry(400, 'Unknown permission'),
  GRANT_DENIED: entry(403, 'You cannot grant what you do not hold'),
  ACCOUNT_HOLDS_MORE: entry(403, 'The account holds what you do not hold'),
  USER_NOT_FOUND: entry(404, 'No such user'),

  // Application tokens.
  TOKEN_NOT_FOUND: entry(404, 'No such token'),
  TOKEN_NAME_TAKEN: entry(409, 'The name of the token is taken'),
  TOKEN_REVOKED: entry(409, 'The token is revoked'),
  CALLER_NOT_FOUND: entry(404, 'The service is granted nothing here'),
  CALLER_IS_SERVICE: entry(400, 'A service needs no grant of its own'),
  UNKNOWN_SCOPE: entry(400, 'The service does not declare the scope'),
  ASKER_REQUIRED: entry(403, 'Say which service asks'),
  ASKER_REFUSED: entry(403, 'The application token of the asking service is not valid'),

  // Organizations.
  ORGANIZATION_NOT_FOUND: entry(404, 'No such organization or unit'),
  SLUG_TAKEN: entry(409, 'The slug is taken'),
  UNIT_CYCLE: entry(409, 'A unit cannot be below itself'),
  UNIT_TOO_DEEP: entry(409, 'The tree would be too deep'),
  UNIT_IN_OTHER_ORGANIZATION: entry(409, 'The unit is in another organization'),
  UNIT_NOT_EMPTY: entry(409, 'Something hangs on the unit'),
  UNIT_LIMIT_REACHED: entry(409, 'There are as many units as there may be'),
  ORGANIZATION_ROOT_PROTECTED: entry(409, 'An organization has no place to move from'),
  MEMBER_NOT_FOUND: entry(404, 'The user is not a member'),
  ALREADY_MEMBER: entry(409, 'The user is a member already'),
  NOT_A_MEMBER: entry(409, 'The user does not belong to the organization'),
  OWNER_NOT_FOUND: entry(404, 'The user is no owner'),
  ALREADY_OWNER: entry(409, 'The user is an owner already'),
  LAST_OWNER: entry(409, 'The last owner must stay'),
  ROLE_NOT_FOR_UNITS: entry(409, 'The role cannot be held at a unit'),
  INVITATION_NOT_FOUND: entry(404, 'No such invitation'),
  ALREADY_INVITED: entry(409, 'The address is invited already'),
  INVALID_INVITATION: entry(400, 'The invitation is not valid'),
  INVITATION_FOR_OTHER_ADDRESS: entry(403, 'The invitation is for another address'),
  INVITATION_LIMIT_REACHED: entry(409, 'There are as many open invitations as there may be'),
  DNS_UNAVAILABLE: entry(503, 'DNS did not answer', 'warn'),
  DOMAIN_ALREADY_ADDED: entry(409, 'The organization has the domain already'),
  DOMAIN_LIMIT_REACHED: entry(409, 'There are as many domains as there may be'),
  DOMAIN_NOT_FOUND: entry(404, 'No such domain'),
  DOMAIN_TAKEN: entry(409, 'The domain belongs to another organization'),
  DOMAIN_NOT_PROVEN: entry(409, 'The domain is not proven'),

  // Passkeys.
  PASSKEY_REFUSED: entry(400, 'The passkey was not accepted'),
  PASSKEY_TAKEN: entry(409, 'The passkey is registered already'),
  TOO_MANY_PASSKEYS: entry(409, 'The account has too many passkeys'),
  PASSWORD_NOT_SET: entry(409, 'The account has no password'),
  PASSWORD_NEEDED: entry(409, 'The account needs its password'),

  // Signing in by a provider, linking, merging.
  PROVIDER_NOT_CONFIGURED: entry(404, 'The provider is not configured'),
  PROVIDER_FAILED: entry(502, 'The provider failed', 'warn'),
  PROVIDER_UNAVAILABLE: entry(503, 'The provider is not reachable', 'warn'),
  PROVIDER_TIMEOUT: entry(504, 'The provider did not answer in time', 'warn'),
  PROVIDER_MISCONFIGURED: entry(500, 'The provider is not set up correctly', 'warn'),
  PROVIDER_REFUSED: entry(403, 'The provider did not let the sign-in through'),
  PROVIDER_ANSWER_INVALID: entry(400, "The provider's answer failed a check", 'warn'),
  PROVIDER_EMAIL_MISSING: entry(403, 'The provider gave no e-mail address'),
  NAVIGATION_REQUIRED: entry(403, 'Only a window of the browser can begin this'),
  INVALID_OAUTH_STATE: entry(400, 'The sign-in was not begun here'),
  INVALID_OAUTH_CODE: entry(400, 'The code is not valid'),
  REDIRECT_URI_NOT_ALLOWED: entry(400, 'The redirect_uri is not on the list'),
  CODE_CHALLENGE_REQUIRED: entry(400, 'This redirect_uri needs a code_challenge'),
  LINK_REQUIRED: entry(409, 'Sign in and link the provider'),
  PROOF_OF_ANOTHER_ACCOUNT: entry(403, 'The sign-in at the provider is of another account'),
  IDENTITY_TAKEN: entry(409, 'The identity belongs to another account'),
  IDENTITY_NOT_FOUND: entry(404, 'No such identity'),
  LAST_SIGN_IN_METHOD: entry(409, 'The last way to sign in must stay'),
  PASSWORD_ALREADY_SET: entry(409, 'The account has a password'),
  INVALID_MERGE: entry(400, 'The merge is not valid'),
  MERGE_CHANGED: entry(409, 'The accounts have changed since the preview'),
  MERGE_NEEDS_SECOND_FACTOR: entry(409, 'The account to keep has no second factor'),
  MERGE_NOT_FOUND: entry(404, 'No such merge'),
  MERGE_AMBIGUOUS: entry(409, 'There are several merges'),
  MERGE_ALREADY_UNDONE: entry(409, 'The merge is undone already'),
  MERGE_UNDO_EXPIRED: entry(409, 'The merge is too long ago'),
  MERGE_COVERED: entry(409, 'Another merge must be undone first'),

  // Pages.
  CROSS_SITE_FORM: entry(403, 'The form was sent from another site'),
  STALE_FORM: entry(403, 'The form is too old'),
  SIGN_IN_REQUIRED: entry(403, 'Nobody is signed in in this browser'),
  INTERACTION_REQUIRED: entry(403, 'The person must act first'),
  ACCOUNT_SELECTION_REQUIRED: entry(403, 'The person must choose an account'),
} as const satisfies Record<string, CodeEntry>;

/** A stable error code of the catalogue. */
export type Code = keyof typeof CODES;
