/** Where a key stands in its life. `pending`: published, not used yet; `retiring`: its last tokens still live. */
export type SigningKeyState = 'pending' | 'active' | 'retiring' | 'retired' | 'revoked';

/** A key as an operator sees it. */
export interface SigningKeyInfo {
  /** Its `kid`. */
  readonly id: string;
  readonly state: SigningKeyState;
  readonly createdAt: Date;
  /** From when on tokens are signed with it. */
  readonly activatesAt: Date;
  /** When the last token signed with it has expired and it leaves the JWKS; `null` while no successor is known. */
  readonly retiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** How long a new key is published before it signs: longer than any copy of the JWKS is kept. */
export const PUBLISHED_BEFORE_USE_SECONDS = 600;

/** Added to the end of a key: for instances whose clocks differ, or that learn late of its successor. */
const CLOCK_MARGIN_SECONDS = 600;

/** What decides how long a key signs and is accepted. */
export interface KeyLife {
  readonly id: string;
  readonly longestTokenSeconds: number;
  readonly createdAt: Date;
  readonly activatesAt: Date;
  readonly revokedAt: Date | null;
}

/** A key with the moment from which its successor signs, and the one at which its last token expires. */
export interface KeyTerm<K extends KeyLife = KeyLife> {
  readonly key: K;
  /** No key that is still good was used before it: it signs, also where the clock says that it has not begun. */
  readonly isFirst: boolean;
  readonly succeededAtMs: number;
  readonly retiresAtMs: number;
}

/** The terms of keys that are not revoked, in the order of their use; the last has no end. */
export function keyTerms<K extends KeyLife>(keys: readonly K[]): KeyTerm<K>[] {
  const live = keys
    .filter(({ revokedAt }) => revokedAt === null)
    .sort((a, b) => a.activatesAt.getTime() - b.activatesAt.getTime() || (a.id < b.id ? -1 : 1));
  return live.map((key, index) => {
    const succeededAtMs = live[index + 1]?.activatesAt.getTime() ?? Infinity;
    const graceMs = (key.longestTokenSeconds + CLOCK_MARGIN_SECONDS) * 1000;
    return { key, isFirst: index === 0, succeededAtMs, retiresAtMs: succeededAtMs + graceMs };
  });
}

/** The terms of the keys whose tokens are accepted, or will be: those to publish. */
export function publishedTerms<K extends KeyLife>(keys: readonly K[], nowMs: number): KeyTerm<K>[] {
  return keyTerms(keys).filter((term) => nowMs < term.retiresAtMs);
}

/** Whether it will never sign again, by the clock of any instance. */
export const isPastSigning = (term: KeyTerm, nowMs: number): boolean =>
  nowMs >= term.succeededAtMs + CLOCK_MARGIN_SECONDS * 1000;

function stateOf(term: KeyTerm | undefined, nowMs: number): SigningKeyState {
  if (!term) return 'revoked';
  if (nowMs >= term.retiresAtMs) return 'retired';
  if (nowMs >= term.succeededAtMs) return 'retiring';
  return term.isFirst || nowMs >= term.key.activatesAt.getTime() ? 'active' : 'pending';
}

/** All keys as an operator sees them, the newest first. */
export function describeKeys(keys: readonly KeyLife[], nowMs: number): SigningKeyInfo[] {
  const terms = new Map(keyTerms(keys).map((term) => [term.key.id, term]));
  const described = keys.map((key) => {
    const term = terms.get(key.id);
    const hasEnd = term !== undefined && Number.isFinite(term.retiresAtMs);
    return {
      id: key.id,
      state: stateOf(term, nowMs),
      createdAt: key.createdAt,
      activatesAt: key.activatesAt,
      retiresAt: hasEnd ? new Date(term.retiresAtMs) : null,
      revokedAt: key.revokedAt,
    };
  });
  return described.sort(
    (a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1),
  );
}
