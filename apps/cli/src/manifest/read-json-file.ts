import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { Refusal } from '../outcome.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
};

/** The position where the parser stopped, if known; the parser's message may repeat content of the file. */
function placeOf(text: string, error: unknown): string {
  const offset = /at position (\d+)/.exec((error as Error).message)?.[1];
  const before = offset === undefined ? text : text.slice(0, Number(offset));
  const lines = before.split(/\r\n|\n|\r/);
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}

/**
 * The text of a JSON file, without its byte-order mark.
 * @throws Refusal that names the file, and the line where it is wrong
 */
export async function readJsonFile(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal(`${path} cannot be read: ${REASONS[error.code ?? ''] ?? error.code}`);
  });
  if (!isUtf8(bytes)) throw new Refusal(`${path} is not UTF-8`, 'Save it as UTF-8.');
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new Refusal(`${path} is empty`, 'Was it cut off?');
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new Refusal(`${path}:${placeOf(text, error)}: here it is not JSON any more`);
  }
}
