import {
  Catch,
  Inject,
  Injectable,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { PAGE_HEADERS } from '#api/platform/html';
import { acceptsPage, ProblemFilter, type RefusalAnswer } from '#api/platform/http';
import { baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import type { AppError, Code } from '#libs/kernel';
import { ApplicationRedirects, type KnownPurpose } from '../flow/application-redirects.service.js';
import { Providers } from '../providers/providers.service.js';
import { refusalPage } from './refusal-page.js';
import { toErrorAnswer } from './standard-error.js';

/** These may come of a link that somebody else has made: no application waits for the answer. */
const UNASKED: ReadonlySet<Code> = new Set(['INVALID_OAUTH_STATE', 'METHOD_NOT_ALLOWED']);

const FOUND = 302;

/**
 * Answers a refusal of a flow to the one who can act on it: the application that has begun the flow (RFC 6749 section
 * 4.1.2.1), else the person, as a page, else the calling program, as a problem document.
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
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    this.problems.catch(thrown, host, (error) => this.answer(error, request));
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
    const location = this.redirects.to(redirectUri, purpose, toErrorAnswer(error, String(id)));
    return { status: FOUND, headers: { location, 'cache-control': 'no-store' }, body: '' };
  }

  private toPerson(
    error: AppError,
    request: FastifyRequest,
    purpose: KnownPurpose | null,
  ): RefusalAnswer {
    const body = refusalPage({
      error,
      requestId: String(request.id),
      appName: this.core.appName,
      againUrl: this.againUrl(request, purpose),
      isDirect: purpose?.kind === 'sign-in',
    });
    return { status: error.entry.status, headers: { ...PAGE_HEADERS, vary: 'Accept' }, body };
  }

  /** Linking and proving are begun by an application alone. */
  private againUrl({ params }: FastifyRequest, purpose: KnownPurpose | null): string | null {
    const { provider = '' } = params as { provider?: string };
    if (!this.providers.has(provider)) return null;
    if (purpose !== null && purpose.kind !== 'sign-in') return null;
    const url = new URL(`${baseUrlOf(this.core)}/api/oauth/${provider}`);
    if (purpose?.resource !== undefined) url.searchParams.set('resource', purpose.resource);
    return `${url.pathname}${url.search}`;
  }
}
