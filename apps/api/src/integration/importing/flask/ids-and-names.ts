import { isId, canonicalName } from '#libs/kernel';
import { findNamedProblem } from '#api/platform/http';
import type { Ledger } from './ledger.js';

/** Excludes the nil and the max UUID (RFC 9562 sections 5.9 and 5.10). */
const HAS_VERSION = /^.{14}[1-8]/;

/** The public ids of the original that can be kept as ids: UUIDs, each once. */
export function wantedIds(
  given: readonly { readonly id: number; readonly public_id: string | null }[],
): ReadonlyMap<number, string> {
  const wanted = new Map<number, string>();
  const seen = new Set<string>();
  for (const { id, public_id: publicId } of given) {
    const canonical = publicId?.toLowerCase();
    if (!isId(canonical) || !HAS_VERSION.test(canonical) || seen.has(canonical)) continue;
    seen.add(canonical);
    wanted.set(id, canonical);
  }
  return wanted;
}

/** Reports a record whose new id differs from its public id, which callers may have stored. */
export function noticeNewId(
  ledger: Ledger,
  kind: 'user' | 'service',
  { id, public_id: publicId }: { readonly id: number; readonly public_id: string | null },
  newId: string,
): void {
  const isKept = publicId === null || publicId === '' || publicId.toLowerCase() === newId;
  if (isKept || !ledger.isMade(newId)) return;
  const finding = 'its public id is no UUID, or is taken here';
  ledger.notice(kind, id, finding, 'it gets a new id: see public_ids');
}

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
