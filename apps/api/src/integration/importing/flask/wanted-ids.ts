import { isId } from '#libs/kernel';
import type { Ledger } from './ledger.js';

/** The nil and the maximal UUID name nothing (RFC 9562 sections 5.9 and 5.10). */
const NAMES_SOMETHING = /^.{14}[1-8]/;

/** The public ids of the original that can be ids here: UUIDs, each once. */
export function wantedIds(
  given: readonly { readonly id: number; readonly public_id: string | null }[],
): ReadonlyMap<number, string> {
  const wanted = new Map<number, string>();
  const seen = new Set<string>();
  for (const { id, public_id: publicId } of given) {
    const canonical = publicId?.toLowerCase();
    if (!isId(canonical) || !NAMES_SOMETHING.test(canonical) || seen.has(canonical)) continue;
    seen.add(canonical);
    wanted.set(id, canonical);
  }
  return wanted;
}

/** Says that a thing is made under another id than its public one, which callers may have stored. */
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
