import { findNamedProblem } from '#api/platform/http';
import { canonicalName } from '#libs/kernel';

const NAME_MAX = 100;

/** The name with a suffix, shortened to the maximum length. */
const marked = (name: string, mark: string): string =>
  `${[...name].slice(0, NAME_MAX - mark.length).join('')}${mark}`;

/** The name if it is acceptable here, otherwise a name of kind and old id. */
export function acceptableName(kind: string, name: string | null, oldId: number): string {
  return name === null || findNamedProblem(name) !== null ? `${kind} ${oldId}` : name;
}

/** The name followed by the old id; the same at every import. */
export const nameWithId = (name: string, oldId: number): string => marked(name, ` (${oldId})`);

export const isSameName = (a: string, b: string): boolean => canonicalName(a) === canonicalName(b);
