import { findNamedProblem } from '#api/platform/http';
import { canonicalName } from '#libs/kernel';

const NAME_MAX = 100;

/** Shortened so that the mark fits behind it. */
const marked = (name: string, mark: string): string =>
  `${[...name].slice(0, NAME_MAX - mark.length).join('')}${mark}`;

/** A name that is acceptable here: its own, or one made of its kind and old id. */
export function acceptableName(kind: string, name: string | null, oldId: number): string {
  return name === null || findNamedProblem(name) !== null ? `${kind} ${oldId}` : name;
}

/** The name with the old id behind it; the same at every attempt. */
export const nameWithId = (name: string, oldId: number): string => marked(name, ` (${oldId})`);

export const isSameName = (a: string, b: string): boolean => canonicalName(a) === canonicalName(b);
