/** What a command says when it cannot do its work: one line, and what would help. */
export class Refusal extends Error {
  override name = 'Refusal';

  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}
