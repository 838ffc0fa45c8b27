import { randomBytes } from 'node:crypto';
import { checksumOf } from '../core/app-token-format.js';

const RANDOM_LENGTH = 43;

/** An application token like one from the server. */
export function newFakeAppToken(): string {
  const body = `gh_${randomBytes(RANDOM_LENGTH).toString('hex').slice(0, RANDOM_LENGTH)}`;
  return body + checksumOf(body);
}
