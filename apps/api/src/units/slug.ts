/** What a DNS label may have: the slug can be part of an address. */
const FORM = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const MAX_LENGTH = 63;

/** The problem of a given slug, or `null`. */
export function findSlugProblem(value: unknown): string | null {
  if (typeof value !== 'string') return 'must be a text';
  if (value.length > MAX_LENGTH) return `must have at most ${MAX_LENGTH} characters`;
  return FORM.test(value)
    ? null
    : 'must be lower-case letters a to z, digits, and single hyphens between them';
}

const cut = (text: string, length: number) => text.slice(0, length).replace(/-+$/, '');

/** The slug of a name without one of its own; `unit` for a name without any letter a to z or digit. */
export function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  const slug = cut(plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+/, ''), MAX_LENGTH);
  return slug === '' ? 'unit' : slug;
}

/** The slug itself for 1, with the number for a higher one; never too long. */
export function numbered(slug: string, number: number): string {
  if (number === 1) return slug;
  const end = `-${number}`;
  return cut(slug, MAX_LENGTH - end.length) + end;
}

/** So many numbered forms of the slug, from the given number on. */
export const numberedFrom = (slug: string, from: number, count: number): string[] =>
  Array.from({ length: count }, (_none, index) => numbered(slug, from + index));
