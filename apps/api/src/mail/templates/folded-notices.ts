import { formatList, formatMoment, type Language } from '#libs/languages';
import type { FoldedKind } from '../mail-fold.entity.js';
import type { MailText } from './template.js';
import { mailTexts } from './texts/index.js';

/** An event with how often and when it happened. */
export interface FoldedNotice extends FoldedKind {
  /** The words of its template, or the name of a template that this release does not know. */
  readonly event: { readonly text: MailText } | { readonly template: string };
}

export type FoldedNotices = readonly FoldedNotice[];

/** What happened, how often and when, the first event first. */
export function summariseNotices(language: Language, notices: FoldedNotices): string {
  const inOrder = [...notices].sort((a, b) => a.first.localeCompare(b.first));
  return formatList(
    language,
    inOrder.map((notice) => summarise(language, notice)),
  );
}

function summarise(language: Language, { event: what, count, first, last }: FoldedNotice): string {
  const say = mailTexts(language);
  const event = 'text' in what ? textOf(language, what.text) : what.template;
  const from = formatMoment(language, new Date(first));
  if (count === 1) return say('summaryOnce', { event, at: from });
  return say('summaryTimes', {
    event,
    count,
    first: from,
    last: formatMoment(language, new Date(last)),
  });
}

/** The words of a notice have no placeholders. */
const textOf = (language: Language, text: MailText): string =>
  (mailTexts(language) as unknown as (key: MailText) => string)(text);
