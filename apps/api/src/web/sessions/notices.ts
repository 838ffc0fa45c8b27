import { doneParagraph, errorSummary, type Html } from '#api/platform/html';
import { problemWords } from '#api/platform/http';
import type { AppError } from '#libs/kernel';
import type { Say } from '#libs/languages';
import type { SessionsTexts } from './texts/index.js';

/** Keys of the texts without values. */
type Plain = {
  [K in keyof SessionsTexts]: SessionsTexts[K] extends `${string}{${string}` ? never : K;
}[keyof SessionsTexts];

/** The sentence for what a page before this one has done; `null` for a value that no page of ours sends. */
export function doneNotice(
  say: Say<SessionsTexts>,
  words: Readonly<Record<string, Plain>>,
  done: string | undefined,
): Html | null {
  const key = done !== undefined && Object.hasOwn(words, done) ? words[done] : undefined;
  return doneParagraph(key === undefined ? null : say(key));
}

/** Why what the person asked for was not done. */
export const refusalNotice = (say: Say<SessionsTexts>, refused: AppError): Html | null =>
  errorSummary(say.language, [{ words: problemWords(say.language, refused) }]);
