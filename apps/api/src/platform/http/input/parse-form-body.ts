import { AppError } from '#libs/kernel';
import { isUnsafeText } from './unsafe-text.js';

const MAX_FIELDS = 100;

const malformed = (detail: string) => new AppError('MALFORMED_BODY', { detail });

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw malformed('The form is not well-formed.');
  }
}

function fieldOf(pair: string): [name: string, value: string] {
  const equals = pair.indexOf('=');
  const name = decoded(equals < 0 ? pair : pair.slice(0, equals));
  const value = equals < 0 ? '' : decoded(pair.slice(equals + 1));
  if (name === '__proto__' || isUnsafeText(name) || isUnsafeText(value)) {
    throw malformed('The form has characters or names that are not allowed.');
  }
  return [name, value];
}

/**
 * Parses an HTML form into an object of strings. A repeated field is refused.
 * @throws AppError `MALFORMED_BODY`
 */
export function parseFormBody(body: Buffer): Record<string, string> {
  const text = body.toString('latin1');
  if (/[^\x20-\x7e]/.test(text)) throw malformed('The form is not well-formed.');
  const pairs = text === '' ? [] : text.split('&');
  if (pairs.length > MAX_FIELDS) throw malformed(`The form has more than ${MAX_FIELDS} fields.`);
  const fields = new Map(pairs.map(fieldOf));
  if (fields.size < pairs.length) throw malformed('The form gives one field twice.');
  return Object.fromEntries(fields);
}
