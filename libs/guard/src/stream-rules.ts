/**
 * Identifies the rule by which a stream was admitted: the handler, and which of its self-exceptions held. Access to
 * another user's resource by permission is a different rule from access to the caller's own.
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
