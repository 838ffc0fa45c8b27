/** What a command says when it cannot do its work, or all of it: one line, and what would help. */
export class Refusal extends Error {
  override name = 'Refusal';

  constructor(
    message: string,
    readonly hint?: string,
    /** Further members of the document for machines. */
    readonly details?: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }
}
