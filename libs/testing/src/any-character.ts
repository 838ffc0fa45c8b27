import fc from 'fast-check';

const FIRST_SURROGATE = 0xd800;
const SURROGATES = 0x800;
const CHARACTERS = 0x110000 - SURROGATES;

const fromIndex = (index: number) =>
  String.fromCodePoint(index < FIRST_SURROGATE ? index : index + SURROGATES);

function toIndex(text: unknown): number {
  const code = typeof text === 'string' ? text.codePointAt(0) : undefined;
  const index = code === undefined || code < FIRST_SURROGATE ? code : code - SURROGATES;
  if (index === undefined || fromIndex(index) !== text) throw new Error('Not one character');
  return index;
}

/**
 * A unit of `fc.string`: every character, but no half of a surrogate pair. fast-check's own (`binary`) first makes a table of
 * all of them, which takes a second in each test file.
 */
export const anyCharacter = fc.nat(CHARACTERS - 1).map(fromIndex, toIndex);
