/** One kind of mail: its words, and what they are filled with. Each has one line in the index of this folder. */
export interface TemplateDefinition<D> {
  /** Handlebars over `appName` and the context; one line. */
  readonly subject: string;
  /** Handlebars over `greeting`, `appName`, `forgotLink` and the context: the body of the HTML part, inside the common layout. */
  readonly html: string;
  /** Handlebars over the same, without escaping: the text part says the same as the HTML part. */
  readonly text: string;
  /** What the words are filled with. */
  readonly context: (data: D) => Readonly<Record<string, string>>;
  /** Until when the mail makes sense: its link is dead after that. */
  readonly expiresAt?: (data: D) => Date;
  /** Unsent mails of the same account whose links are dead from now on; by name. */
  readonly cancels?: readonly string[];
  /**
   * For security notices: what has happened, in a few words. One that is too many is never dropped, but counted
   * into one mail that says how often.
   */
  readonly notice?: string;
}

/** Fixes the type of a template's data. */
export function defineTemplate<D>(definition: TemplateDefinition<D>): TemplateDefinition<D> {
  return definition;
}

/** A moment as a person reads it, whatever the locale of the machine: `3 March 2026, 14:05 UTC`. */
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
