import { Catch, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from '#api/platform/html';
import { problemPage } from '#api/platform/http';
import { SchemaSuspicion, translateDatabaseError } from '#libs/database';
import { AppError, isAppError } from '#libs/kernel';
import { ShownRefusal } from './visits/shown-refusal.js';
import { redirectFor } from './visits/page-redirects.js';

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

  constructor(private readonly suspicion: SchemaSuspicion) {}

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
    if (error instanceof ShownRefusal) {
      void reply.headers(retryHeaders(error, error.entry.status)).send(error.page);
      return;
    }
    const { basePath } = request.server.gatehouseSite;
    const next = redirectFor(error.code, request.url);
    if (next !== null) {
      void reply.code(303).headers({ location: `${basePath}${next}`, 'cache-control': 'no-store' });
      void reply.send('');
      return;
    }
    const { status } = error.entry;
    const { headers, body } = problemPage(error, request, {
      wayOn: (say) => html`<p><a href="${`${basePath}/`}">${say('toStart')}</a></p>`,
    });
    void reply.code(status).headers(headers).headers(retryHeaders(error, status)).send(body);
  }
}

function toAppError(thrown: unknown): AppError {
  const known = translateDatabaseError(thrown);
  return isAppError(known) ? known : new AppError('INTERNAL_ERROR', { cause: thrown });
}

function retryHeaders(error: AppError, status: number): Record<string, string> {
  const seconds = error.retryAfterSeconds ?? (status === 503 ? 5 : undefined);
  return { ...error.headers, ...(seconds && { 'retry-after': String(Math.ceil(seconds)) }) };
}
