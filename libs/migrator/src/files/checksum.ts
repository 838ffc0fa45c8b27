import { createHash } from 'node:crypto';

/** SHA-256 of a file's text. A check-out that changes line ends does not change it. */
export function checksumOf(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}
