import {
  Catch,
  Inject,
  Injectable,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PAGE_HEADERS, renderProblemPage } from '#api/platform/html';
import { coreConfig, type ConfigOf } from '#libs/config';
import { SchemaSuspicion, translateDatabaseError } from '#libs/database';
import { AppError, isAppError } from '#libs/kernel';

/** The request log reads the refusal from here. */
interface Refused {
  refusal?: { readonly error: AppError; readonly cause: unknown };
}

/** Answers refusals as pages: too many requests, a database that is down, a form of another site. */
@Injectable()
@Catch()
export class PageProblemFilter implements ExceptionFilter {
  /** For the OpenAPI document. */
  static readonly refusalType = 'text/html';

  constructor(
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
    private readonly suspicion: SchemaSuspicion,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const explained = this.suspicion.explain(thrown);
    if (explained) void explained.then((known) => this.answer(known, host));
    else this.answer(thrown, host);
  }

  private answer(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest & Refused>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = toAppError(thrown);
    request.refusal = { error, cause: error === thrown ? error.cause : thrown };
    const { title, status } = error.entry;
    void reply
      .code(status)
      .headers(PAGE_HEADERS)
      .headers(retryHeaders(error, status))
      .send(
        renderProblemPage({
          title,
          appName: this.core.appName,
          words: wordsOf(error),
          requestId: String(request.id),
        }),
      );
  }
}

/** The detail of `CAPTCHA_REQUIRED` is for clients of the API. */
const wordsOf = ({ code, detail }: AppError) =>
  code === 'CAPTCHA_REQUIRED'
    ? 'Your browser must do some work before this form is sent. Go back, load the page anew, and send it again.'
    : detail;

function toAppError(thrown: unknown): AppError {
  const known = translateDatabaseError(thrown);
  return isAppError(known) ? known : new AppError('INTERNAL_ERROR', { cause: thrown });
}

function retryHeaders(error: AppError, status: number): Record<string, string> {
  const seconds = error.retryAfterSeconds ?? (status === 503 ? 5 : undefined);
  return { ...error.headers, ...(seconds && { 'retry-after': String(Math.ceil(seconds)) }) };
}
