/** The text of one kind of mail and the values that it contains. Each has one line in the index of this folder. */
export interface TemplateDefinition<D> {
  /** Handlebars over `appName` and the context; one line. */
  readonly subject: string;
  /** Handlebars over `greeting`, `appName`, `forgotLink` and the context: the body of the HTML part, inside the common layout. */
  readonly html: string;
  /** Handlebars over the same, without escaping: the text part says the same as the HTML part. */
  readonly text: string;
  /** The values for the text. */
  readonly context: (data: D) => Readonly<Record<string, string>>;
  /** When the link of the mail expires. */
  readonly expiresAt?: (data: D) => Date;
  /** The names of templates whose unsent mails to the same account are cancelled, because their links are invalid now. */
  readonly cancels?: readonly string[];
  /**
   * For security notices: the event, in a few words. A notice beyond the budget is not dropped, but folded into one later
   * mail that says how often the event happened.
   */
  readonly notice?: string;
}

/** Fixes the type of a template's data. */
export function defineTemplate<D>(definition: TemplateDefinition<D>): TemplateDefinition<D> {
  return definition;
}

/** A time in British English in any locale of the machine: `3 March 2026, 14:05 UTC`. */
export function formatMoment(moment: Date): string {
  const date = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const time = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  });
  return `${date.format(moment)}, ${time.format(moment)} UTC`;
}
