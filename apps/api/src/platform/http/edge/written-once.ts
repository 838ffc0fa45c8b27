const texts = new WeakMap<object, string>();

/**
 * Promises that an answer, and all in it, never changes: it is written as JSON once, however often it is sent. For
 * answers that are made once for what is remembered.
 */
export function writtenOnce<T extends object>(answer: T): T {
  texts.set(answer, '');
  return answer;
}

/** The JSON text of an answer. */
export function writeAnswer(answer: unknown): string {
  const isObject = typeof answer === 'object' && answer !== null;
  const known = isObject ? texts.get(answer) : undefined;
  if (known !== undefined && known !== '') return known;
  const text = JSON.stringify(answer);
  if (known === '' && isObject) texts.set(answer, text);
  return text;
}
