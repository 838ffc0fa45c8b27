import type { FastifyReply } from 'fastify';
import type { FormProblem } from '#api/platform/html';
import { problemWords } from '#api/platform/http';
import type { AppError } from '#libs/kernel';
import type { Language } from '#libs/languages';

/** The status of a page that shows a form with a refusal; the answer also tells when to try again. */
export function statusOf(reply: FastifyReply, refused: AppError | null): number {
  const seconds = refused?.retryAfterSeconds;
  if (seconds !== undefined) reply.header('retry-after', String(Math.ceil(seconds)));
  return refused?.entry.status ?? 200;
}

/** A refusal for the summary above its form. @param fieldId where it is put right */
export function problemOf(
  language: Language,
  refused: AppError | null,
  fieldId?: string,
): readonly FormProblem[] {
  if (refused === null) return [];
  const words = problemWords(language, refused);
  return [fieldId === undefined ? { words } : { words, fieldId }];
}
