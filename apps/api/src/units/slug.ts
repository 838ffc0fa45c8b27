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

/** The first numbered form of the slug that is not among those taken. */
export function firstFree(slug: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const candidate = numbered(slug, number);
    if (!taken.has(candidate)) return candidate;
  }
}
