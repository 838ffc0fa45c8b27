import {
  Catch,
  Inject,
  Injectable,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { html, type Html } from '#api/platform/html';
import {
  acceptsPage,
  problemPage,
  ProblemFilter,
  type ProblemTexts,
  type RefusalAnswer,
} from '#api/platform/http';
import { basePathOf, baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import type { AppError, Code } from '#libs/kernel';
import type { Say } from '#libs/languages';
import { ApplicationRedirects, type KnownPurpose } from './flow/application-redirects.service.js';
import { errorAnswer, type AuthorizationError } from './flow/error-answer.js';
import { Arrivals } from './page-flows/arrivals.service.js';
import { Providers } from './providers/providers.service.js';

const BY_CODE: Partial<Record<Code, AuthorizationError>> = {
  INVALID_TARGET: 'invalid_target',
  REAUTHENTICATION_REQUIRED: 'login_required',
  PROVIDER_ANSWER_INVALID: 'server_error',
};

/** Temporary: the same request may succeed later. */
const FOR_NOW: ReadonlySet<number> = new Set([429, 503, 504]);

const SERVER_ERRORS = 500;

/** The `error` of a refusal for applications. */
function standardErrorOf({ code, entry }: AppError): AuthorizationError {
  const known = BY_CODE[code];
  if (known) return known;
  if (FOR_NOW.has(entry.status)) return 'temporarily_unavailable';
  return entry.status >= SERVER_ERRORS ? 'server_error' : 'access_denied';
}

interface WayOn {
  /** The path that begins the sign-in again; `null` where only an application can begin it. */
  readonly againUrl: string | null;
  /** Whether certainly no application waits for the answer. */
  readonly isDirect: boolean;
}

const again = (say: Say<ProblemTexts>, { againUrl, isDirect }: WayOn): Html => {
  const elsewhere = html`<p>${say('fromApplication')}</p>`;
  if (againUrl === null) return elsewhere;
  return html`${isDirect ? null : elsewhere}
    <p><a href="${againUrl}">${say('signInAgain')}</a></p>`;
};

/** A crafted link may cause these: no application waits for the answer. */
const UNASKED: ReadonlySet<Code> = new Set(['INVALID_OAUTH_STATE', 'METHOD_NOT_ALLOWED']);

const FOUND = 302;

/**
 * Answers a refusal of a flow: to the page of this server or the application (RFC 6749 section 4.1.2.1) that began it, else to a
 * browser as a page, else as a problem document.
 */
@Injectable()
@Catch()
export class OAuthRefusalFilter implements ExceptionFilter {
  /** For the OpenAPI document. */
  static readonly refusalType = 'text/html';

  constructor(
    private readonly problems: ProblemFilter,
    private readonly redirects: ApplicationRedirects,
    private readonly providers: Providers,
    private readonly arrivals: Arrivals,
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    this.problems.catch(
      thrown,
      host,
      (error) => this.arrivals.refuse(error, reply) ?? this.answer(error, request),
    );
  }

  private answer(error: AppError, request: FastifyRequest): RefusalAnswer | null {
    if (request.method === 'HEAD') return null;
    const purpose = UNASKED.has(error.code) ? null : this.redirects.find(request);
    if (purpose?.redirectUri !== undefined) return this.toApplication(error, request, purpose);
    return acceptsPage(request.headers) ? this.toPerson(error, request, purpose) : null;
  }

  private toApplication(
    error: AppError,
    { id }: FastifyRequest,
    purpose: KnownPurpose,
  ): RefusalAnswer {
    const { redirectUri = '' } = purpose;
    const answer = errorAnswer(standardErrorOf(error), error, String(id));
    const location = this.redirects.to(redirectUri, purpose, answer);
    return { status: FOUND, headers: { location, 'cache-control': 'no-store' }, body: '' };
  }

  private toPerson(
    error: AppError,
    request: FastifyRequest,
    purpose: KnownPurpose | null,
  ): RefusalAnswer {
    const againUrl = this.againUrl(request, purpose);
    const isDirect = purpose?.kind === 'sign-in' || purpose?.page !== undefined;
    const page = problemPage(error, request, {
      wayOn: (say) => again(say, { againUrl, isDirect }),
      isRepeatable: false,
    });
    return { status: error.entry.status, ...page };
  }

  /** The address that begins the sign-in again; `null` for links and proofs, which only applications begin. */
  private againUrl({ params }: FastifyRequest, purpose: KnownPurpose | null): string | null {
    // Of a page that began the flow, when the callback was refused before it was read.
    if (purpose?.page !== undefined) return `${basePathOf(this.core)}/sign-in`;
    const { provider = '' } = params as { provider?: string };
    if (!this.providers.has(provider)) return null;
    if (purpose !== null && purpose.kind !== 'sign-in') return null;
    const url = new URL(`${baseUrlOf(this.core)}/api/oauth/${provider}`);
    if (purpose?.resource !== undefined) url.searchParams.set('resource', purpose.resource);
    return `${url.pathname}${url.search}`;
  }
}
