import { createHash } from 'node:crypto';
import { finish, type Steps } from '../sql/steps.js';

const CHARACTERS_PER_STEP = 1 << 20;

/** SHA-256 of a file's text. A check-out that changes LF to CR LF, or back, does not change it. */
export function* checksumSteps(text: string): Steps<string> {
  const hash = createHash('sha256');
  for (let start = 0; start < text.length;) {
    let end = Math.min(start + CHARACTERS_PER_STEP, text.length);
    // Neither a CR LF nor a surrogate pair may be cut in two.
    while (end < text.length && /[\r\ud800-\udbff]/.test(text.charAt(end - 1))) end += 1;
    hash.update(text.slice(start, end).replaceAll('\r\n', '\n'));
    start = end;
    yield;
  }
  return hash.digest('hex');
}

/** All of it at once. */
export const checksumOf = (text: string): string => finish(checksumSteps(text));
