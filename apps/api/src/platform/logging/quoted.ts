/** Texts that are their own JSON between quotation marks: no control character, `"`, `\` or surrogate. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

/** The text as JSON, as `JSON.stringify` gives it. */
export const quoted = (text: string): string =>
  PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
