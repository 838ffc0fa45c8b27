/**
 * Names what a stream was let in by: a handler, and which of its exceptions for oneself held. What somebody may do with
 * another's things is not made up for by what they do with their own.
 */
export class StreamRules {
  private readonly byHandler = new WeakMap<object, Map<string, object>>();

  of(handler: object, selves: string): object {
    const rules = this.byHandler.get(handler) ?? new Map<string, object>();
    this.byHandler.set(handler, rules);
    const known = rules.get(selves) ?? {};
    rules.set(selves, known);
    return known;
  }
}
