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
