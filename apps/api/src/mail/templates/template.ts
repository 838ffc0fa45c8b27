import { formatMoment, type Language } from '#libs/languages';
import type { MailTexts } from './texts/index.js';

/** The key of a text of the mails. */
export type MailText = keyof MailTexts;

/** The values of a mail, already in its language. Those whose names end in `link` are addresses. */
export type MailContext = Readonly<Record<string, string>>;

/** A piece of the body of a mail. */
export type MailBlock =
  | {
      readonly kind: 'paragraph';
      readonly text: MailText;
      /** The value without which the paragraph is left out. */
      readonly when?: string;
      /** The value that decides the plural form. */
      readonly count?: string;
    }
  /** The address `link`: a button in the HTML part, the address itself in the text part. */
  | {
      readonly kind: 'button';
      readonly text: MailText;
      /** The value without which the button is left out. */
      readonly when?: string;
    }
  /** The value `code` alone, to be typed elsewhere. */
  | { readonly kind: 'code' };

export const paragraph = (
  text: MailText,
  options: { readonly when?: string; readonly count?: string } = {},
): MailBlock => ({ kind: 'paragraph', text, ...options });

export const button = (text: MailText, options: { readonly when?: string } = {}): MailBlock => ({
  kind: 'button',
  text,
  ...options,
});

export const code: MailBlock = { kind: 'code' };

/** One kind of mail and the values that it contains. Each has one line in the index of this folder. */
export interface TemplateDefinition<D> {
  readonly subject: MailText;
  readonly body: readonly MailBlock[];
  /** The values for the texts; `greeting`, `appName` and `forgotLink` are there anyway. */
  readonly context: (data: D, language: Language) => MailContext;
  /** When the link of the mail expires. */
  readonly expiresAt?: (data: D) => Date;
  /** The names of templates whose unsent mails to the same account are cancelled, because their links are invalid now. */
  readonly cancels?: readonly string[];
  /**
   * For security notices: the event, in a few words. A notice beyond the budget is not dropped, but folded into one later
   * mail that says how often the event happened.
   */
  readonly notice?: MailText;
}

/** Fixes the type of a template's data. */
export function defineTemplate<D>(definition: TemplateDefinition<D>): TemplateDefinition<D> {
  return definition;
}

/** The values of an event: its time. */
export const atMoment = ({ at }: { readonly at: Date }, language: Language) => ({
  at: formatMoment(language, at),
});
