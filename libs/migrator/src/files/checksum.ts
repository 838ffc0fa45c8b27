import { createHash } from 'node:crypto';
import { finish, type Steps } from '../sql/steps.js';

const CHARACTERS_PER_STEP = 1 << 20;

/** SHA-256 of a file's text with LF line ends, so that a check-out with CR LF does not change it. */
export function* checksumSteps(text: string): Steps<string> {
  const hash = createHash('sha256');
  for (let start = 0; start < text.length;) {
    let end = Math.min(start + CHARACTERS_PER_STEP, text.length);
    // A chunk must not split a CR LF or a surrogate pair.
    while (end < text.length && /[\r\ud800-\udbff]/.test(text.charAt(end - 1))) end += 1;
    hash.update(text.slice(start, end).replaceAll('\r\n', '\n'));
    start = end;
    yield;
  }
  return hash.digest('hex');
}

/** The checksum, computed synchronously. */
export const checksumOf = (text: string): string => finish(checksumSteps(text));
