import { unreadable } from './connection-string-error.js';

/** Whether the text is of the form `host=… dbname=…`, with or without spaces around the signs. */
export const isKeywordValue = (text: string): boolean =>
  /^\s*[A-Za-z_]+\s*=/.test(text) && !/^\s*[a-z][a-z0-9+.-]*:\/\//i.test(text);

const PAIR =
  /\s*([A-Za-z_]+)\s*=\s*(?:'((?:[^'\\]|\\[^])*)'|((?:[^\s'\\]|\\[^])(?:[^\s\\]|\\[^])*)?)(?=\s|$)/y;

/** @throws ConnectionStringError */
export function readKeywordValue(text: string): Record<string, string> {
  const found: Record<string, string> = Object.create(null) as Record<string, string>;
  const trimmed = text.trim();
  for (let end = 0; end < trimmed.length; end = PAIR.lastIndex) {
    PAIR.lastIndex = end;
    const pair = PAIR.exec(trimmed);
    if (!pair) {
      throw unreadable(
        "must be a list like host=… dbname=…; a value with blanks stands in single quotes, with \\' and \\\\ for ' and \\",
      );
    }
    const [, name = '', quoted, plain = ''] = pair;
    found[name] = (quoted ?? plain).replace(/\\([^])/g, '$1');
  }
  return found;
}
