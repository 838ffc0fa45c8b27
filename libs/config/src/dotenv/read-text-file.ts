import { closeSync, fstatSync, lstatSync, openSync, readSync } from 'node:fs';

/** Above any settings file; endless files such as `/dev/zero` are not read forever. */
const MAX_BYTES = 1024 * 1024;
const CHUNK_BYTES = 65_536;

/** The text of a file, or why it cannot be read; never a part of it. */
export type TextFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unusable'; readonly problem: string };

const unusable = (problem: string): TextFile => ({ kind: 'unusable', problem });

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read it; give it the right, or remove the file',
  EPERM: 'this user may not read it; give it the right, or remove the file',
  EISDIR: 'it is a folder, not a file; a container makes one where the file to mount is missing',
  ELOOP: 'it is a symbolic link that leads to itself',
  ENOTDIR: 'its path leads through a file',
};

/** A dangling link is an unreadable file; a missing name is no file. */
function absence(path: string): TextFile {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  return isLink
    ? unusable('it is a symbolic link to a file that does not exist')
    : { kind: 'absent' };
}

function bytesOf(path: string, maxBytes: number): Buffer | 'folder' | 'too large' {
  const descriptor = openSync(path, 'r');
  try {
    if (fstatSync(descriptor).isDirectory()) return 'folder';
    const chunks: Buffer[] = [];
    for (let total = 0; total <= maxBytes;) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const count = readSync(descriptor, chunk, 0, CHUNK_BYTES, null);
      if (count === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, count));
      total += count;
    }
    return 'too large';
  } finally {
    closeSync(descriptor);
  }
}

const startsWith = (bytes: Buffer, ...mark: number[]) =>
  mark.every((byte, index) => bytes[index] === byte);

/** The first line that is not UTF-8; a line feed byte is never part of another character. */
function lineOutOfUtf8(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed < 0 ? bytes.length : feed;
    if (utf8(bytes.subarray(start, end)) === null) return line;
    start = end + 1;
  }
  return line;
}

function utf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function textOf(bytes: Buffer): TextFile {
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) {
    return unusable('it is UTF-16; save it as UTF-8');
  }
  const text = utf8(bytes);
  if (text === null) {
    return unusable(`line ${lineOutOfUtf8(bytes)} is not UTF-8; save the file as UTF-8`);
  }
  if (text.includes('\0')) {
    const line = text.slice(0, text.indexOf('\0')).split('\n').length;
    return unusable(`line ${line} has a NUL; save the file as UTF-8, not as UTF-16`);
  }
  return { kind: 'text', text: text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n') };
}

/** Reads a UTF-8 text file, without byte-order mark and with `\n` line ends. */
export function readTextFile(path: string, maxBytes = MAX_BYTES): TextFile {
  try {
    const bytes = bytesOf(path, maxBytes);
    if (bytes === 'folder') return unusable(WHY['EISDIR'] as string);
    if (bytes === 'too large') return unusable(`it is larger than ${maxBytes / 1024} KiB`);
    return textOf(bytes);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return absence(path);
    return unusable(WHY[code] ?? `reading it fails (${code})`);
  }
}
