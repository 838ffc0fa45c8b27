import type { FastifyRequest } from 'fastify';
import {
  addressWith,
  headersInLanguage,
  renderProblemPage,
  sameAddress,
  type Html,
} from '#api/platform/html';
import type { AppError } from '#libs/kernel';
import type { Say } from '#libs/languages';
import { problemTitle, problemWords } from './problem-words.js';
import { problemTexts, type ProblemTexts } from './texts/index.js';

/** A refusal as a page in the language of its request. */
export interface ProblemAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface ProblemPageOptions {
  /** Paragraphs with links to continue. */
  readonly wayOn?: (say: Say<ProblemTexts>) => Html | null;
  /** Whether another GET of the address meets the same refusal; a callback is used up. */
  readonly isRepeatable?: boolean;
}

export function problemPage(
  error: AppError,
  request: FastifyRequest,
  { wayOn = () => null, isRepeatable = true }: ProblemPageOptions = {},
): ProblemAnswer {
  const { appName, basePath, languages } = request.server.gatehouseSite;
  const language = languages.of(request);
  const isSame = isRepeatable && (request.method === 'GET' || request.method === 'HEAD');
  const body = renderProblemPage({
    title: problemTitle(language, error),
    appName,
    language,
    words: problemWords(language, error),
    requestId: String(request.id),
    wayOn: wayOn(problemTexts(language)),
    inLanguage: isSame ? sameAddress(request.url) : addressWith(`${basePath}/`),
  });
  const headers = headersInLanguage(language);
  return { headers: { ...headers, vary: `Accept, ${headers['vary']}` }, body };
}
