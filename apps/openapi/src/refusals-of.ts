import type { AccessRule, RequiredAuthentication } from '#libs/access';
import { CODES, type Code } from '#libs/kernel';
import type { HandlerDeclarations } from '#api/platform/http';

/** The properties of an operation that decide its refusals. */
export interface OperationShape {
  /** Whether its method has a body: any body is read and validated, also where none is declared. */
  readonly bringsContent: boolean;
  readonly hasPathParameters: boolean;
}

const OF_ANY: readonly Code[] = [
  // An invalid field, or a repeated parameter, also where no parameter is declared.
  'VALIDATION_FAILED',
  'MALFORMED_REQUEST',
  'URI_TOO_LONG',
  'INTERNAL_ERROR',
  'DATABASE_UNAVAILABLE',
];
const OF_CONTENT: readonly Code[] = ['MALFORMED_BODY', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];
const OF_KEYS: readonly Code[] = ['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_IN_PROGRESS'];

const ofAuthentication = ({ acr, withinSeconds }: RequiredAuthentication): Code[] => [
  ...(acr === 'aal2' ? (['INSUFFICIENT_AUTHENTICATION'] as const) : []),
  ...(withinSeconds === undefined ? [] : (['REAUTHENTICATION_REQUIRED'] as const)),
];

function ofAccess(rule: AccessRule | undefined): Code[] {
  switch (rule?.kind) {
    case 'signed-in':
      return [
        ...(['UNAUTHENTICATED', 'INVALID_TOKEN', 'SESSION_ENDED', 'WRONG_AUDIENCE'] as const),
        'SERVICE_UNAVAILABLE',
        ...(rule.whileEnrolling ? [] : (['SECOND_FACTOR_ENROLMENT_REQUIRED'] as const)),
        ...ofAuthentication(rule),
      ];
    case 'permission':
      return [
        ...(['UNAUTHENTICATED', 'INVALID_TOKEN', 'SESSION_ENDED'] as const),
        ...([
          'PERMISSION_DENIED',
          'INSUFFICIENT_AUTHENTICATION',
          'WRONG_AUDIENCE',
          'SERVICE_UNAVAILABLE',
        ] as const),
        ...ofAuthentication(rule),
        'SECOND_FACTOR_ENROLMENT_REQUIRED' as const,
      ];
    case 'app-token':
      return [
        ...(['UNAUTHENTICATED', 'INVALID_TOKEN', 'SERVICE_UNAVAILABLE'] as const),
        ...(rule.scopes.length > 0 ? (['PERMISSION_DENIED'] as const) : []),
      ];
    case 'public':
    case undefined:
      return [];
  }
}

const OF_CHALLENGES: readonly Code[] = [
  'CAPTCHA_REQUIRED',
  'CAPTCHA_MISCONFIGURED',
  'CAPTCHA_UNAVAILABLE',
];
const CHALLENGED: ReadonlySet<string | undefined> = new Set(['login', 'register', 'mail']);

/** Operations for which CAPTCHA_MODE may require a challenge. */
const isChallenged = ({ access, rateClass }: Pick<HandlerDeclarations, 'access' | 'rateClass'>) =>
  access?.kind === 'public' && CHALLENGED.has(rateClass);

/** Every code that an operation may answer, by status: its own, and those of the guards and filters before it. */
export function refusalsOf(
  { access, rateClass, refusals = [], freshProof, isIdempotent }: HandlerDeclarations,
  { bringsContent, hasPathParameters }: OperationShape,
): Code[] {
  const codes = new Set<Code>([
    ...refusals,
    ...ofAccess(access),
    ...(freshProof ? (['PROOF_REQUIRED'] as const) : []),
    ...(bringsContent ? OF_CONTENT : []),
    ...(hasPathParameters ? (['NOT_FOUND'] as const) : []),
    ...(isIdempotent ? OF_KEYS : []),
    ...(rateClass === 'none' ? [] : (['RATE_LIMITED'] as const)),
    ...(isChallenged({ access, rateClass }) ? OF_CHALLENGES : []),
    ...OF_ANY,
  ]);
  return [...codes].sort((a, b) => CODES[a].status - CODES[b].status || (a < b ? -1 : 1));
}
