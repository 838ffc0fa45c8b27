const MAX_DEPTH = 4;
const MAX_LENGTH = 300;
/** Tokens, codes, secrets: words that are too long for prose. */
const LONG = /[\w\-.~+/=%]{24,}/g;
const ADDRESS = /\S+@\S+/g;
const CONTROL = /[\p{Cc}\p{Cf}]+/gu;

/**
 * The cause of a failure for the log: the messages of the error and of its causes, on one short line, without possible tokens
 * and addresses. The text is untrusted.
 */
export function causeWords(error: unknown): string {
  const words: string[] = [];
  let current = error;
  for (let depth = 0; depth < MAX_DEPTH && current instanceof Error; depth += 1) {
    if (!words.includes(current.message)) words.push(current.message);
    current = current.cause ?? (current as { oauthError?: unknown }).oauthError;
  }
  const line = words.join(': ').slice(0, MAX_LENGTH * 4);
  const inert = line.replace(CONTROL, ' ').replace(LONG, '[…]').replace(ADDRESS, '[…]');
  return inert.slice(0, MAX_LENGTH);
}
