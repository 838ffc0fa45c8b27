import type { AccessRule } from '#libs/access';
import { CODES, type Code } from '#libs/kernel';
import type { HandlerDeclarations } from '#api/platform/http';

/** What the shape of an operation says about its refusals. */
export interface OperationShape {
  /** Whether its method brings content at all: what is sent is read and judged, also where none is asked for. */
  readonly bringsContent: boolean;
  readonly hasPathParameters: boolean;
}

const OF_ANY: readonly Code[] = [
  // A field that is wrong; a parameter given twice, also where none is read.
  'VALIDATION_FAILED',
  'MALFORMED_REQUEST',
  'URI_TOO_LONG',
  'INTERNAL_ERROR',
  'DATABASE_UNAVAILABLE',
];
const OF_CONTENT: readonly Code[] = ['MALFORMED_BODY', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];
const OF_KEYS: readonly Code[] = ['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_IN_PROGRESS'];

function ofAccess(rule: AccessRule | undefined): Code[] {
  switch (rule?.kind) {
    case 'signed-in':
      return [
        ...(['UNAUTHENTICATED', 'INVALID_TOKEN', 'SESSION_ENDED', 'WRONG_AUDIENCE'] as const),
        'SERVICE_UNAVAILABLE',
        ...(rule.withinSeconds === undefined ? [] : (['REAUTHENTICATION_REQUIRED'] as const)),
      ];
    case 'permission':
      return [
        ...(['UNAUTHENTICATED', 'INVALID_TOKEN', 'SESSION_ENDED'] as const),
        ...(['PERMISSION_DENIED', 'WRONG_AUDIENCE', 'SERVICE_UNAVAILABLE'] as const),
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

/** Where CAPTCHA_MODE may ask for work first. */
const isChallenged = ({ access, rateClass }: Pick<HandlerDeclarations, 'access' | 'rateClass'>) =>
  access?.kind === 'public' && CHALLENGED.has(rateClass);

/** Every code that an operation may answer: its own, and those of what stands before it; by status. */
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
