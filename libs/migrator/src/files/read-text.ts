import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { isUtf8 } from 'node:buffer';
import { positionAt } from '../sql/position.js';

/** The form of a file that is not UTF-8 text. */
export type ForeignForm = 'UTF-16' | 'UTF-32' | 'gzip' | 'zstd' | 'ZIP' | 'pg_dump';

const MARKS: readonly (readonly [bytes: readonly number[], form: ForeignForm])[] = [
  [[0xff, 0xfe], 'UTF-16'],
  [[0xfe, 0xff], 'UTF-16'],
  [[0x00, 0x00, 0xfe, 0xff], 'UTF-32'],
  [[0x1f, 0x8b], 'gzip'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd'],
  [[0x50, 0x4b, 0x03, 0x04], 'ZIP'],
  [[0x50, 0x47, 0x44, 0x4d, 0x50], 'pg_dump'],
];

/** The form by the first bytes of a file; `null` if they match none. */
export const foreignFormOf = (bytes: Uint8Array): ForeignForm | null =>
  MARKS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte))?.[1] ?? null;

/** The index of the first byte that is not valid UTF-8; the length if all are valid. */
export function firstInvalid(bytes: Uint8Array): number {
  const again = Buffer.from(Buffer.from(bytes).toString('utf8'), 'utf8');
  let index = 0;
  while (index < bytes.length && bytes[index] === again[index]) index += 1;
  return index;
}

/** The maximum size of one string in the engine. */
const MAX_BYTES = 512 * 1024 * 1024 - 64;

/** The text of a file, or why it cannot be decoded; `where` is `line:column` if there is a position. */
export type ReadText =
  | { readonly text: string }
  | { readonly defect: string; readonly where: string | null };

const defect = (reason: string, where: string | null = null): ReadText => ({
  defect: reason,
  where,
});

const FOREIGN: Readonly<Record<ForeignForm, string>> = {
  'UTF-16': 'is UTF-16, not UTF-8: save it as UTF-8',
  'UTF-32': 'is UTF-32, not UTF-8: save it as UTF-8',
  gzip: 'is compressed by gzip: unpack it',
  zstd: 'is compressed by zstd: unpack it',
  ZIP: 'is a ZIP archive: unpack it',
  pg_dump: 'is an archive of pg_dump: write it with --format=plain',
};

function placeOf(text: string, offset: number): string {
  const { line, column } = positionAt(text, offset);
  return `${line}:${column}`;
}

const placeOfInvalid = (bytes: Buffer): string =>
  placeOf(bytes.toString('utf8'), bytes.toString('utf8', 0, firstInvalid(bytes)).length);

/** Decodes UTF-8 and removes the byte-order mark; any other form is named, not guessed. */
export function textOf(bytes: Buffer): ReadText {
  const foreign = foreignFormOf(bytes);
  if (foreign !== null) return defect(FOREIGN[foreign]);
  if (!isUtf8(bytes)) return defect('is not UTF-8 here: save it as UTF-8', placeOfInvalid(bytes));
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const zero = text.indexOf('\0');
  if (zero < 0) return { text };
  const reason = 'a NUL character stands here: is it UTF-16, or damaged? Save it as UTF-8';
  return defect(reason, placeOf(text, zero));
}

async function readBytes(file: FileHandle): Promise<Buffer | string> {
  const before = await file.stat();
  if (!before.isFile()) return 'is not a file';
  if (before.size > MAX_BYTES) return 'is larger than 512 MB: split it';
  const bytes = await file.readFile();
  const after = await file.stat();
  const isSame = after.mtimeMs === before.mtimeMs && after.size === before.size;
  return isSame && bytes.length === before.size
    ? bytes
    : 'was changed while it was read: try again when it is written';
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'leads to nothing: it is a symbolic link whose file is gone, or was just deleted',
  ELOOP: 'leads to nothing: it is a symbolic link to itself',
  EACCES: 'may not be read by this user',
  EISDIR: 'is a folder, not a file',
};

/** Reads a whole file; symbolic links are followed, because container platforms mount files that way. */
export async function readText(path: string): Promise<ReadText> {
  let file: FileHandle | undefined;
  try {
    // Without O_NONBLOCK a named pipe would wait for a writer.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const bytes = await readBytes(file);
    return typeof bytes === 'string' ? defect(bytes) : textOf(bytes);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return defect(REASONS[code ?? ''] ?? `cannot be read: ${code ?? message}`);
  } finally {
    await file?.close();
  }
}
