/** Thrown by a command that cannot do its work, or only a part of it; reported as one line and a hint. */
export class Refusal extends Error {
  override name = 'Refusal';

  constructor(
    message: string,
    readonly hint?: string,
    /** Further members of the JSON document. */
    readonly details?: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }
}
