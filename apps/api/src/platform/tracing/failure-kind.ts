const WORD = /^[\w.-]{1,64}$/;

const isWord = (value: unknown): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && WORD.test(value));

/** The kind of a failure, such as an SQLSTATE; messages are not used, because they may name rows, hosts and values. */
export function failureKind(failure: unknown): string {
  const { code, reason, failure: why, name } = (failure ?? {}) as Record<string, unknown>;
  return String([code, reason, why, name].find(isWord) ?? '_OTHER');
}
