/** What may be wrong with the trail. */
export type FindingKind =
  | 'event_changed'
  | 'event_deleted'
  | 'event_unsealed'
  | 'seal_changed'
  | 'seals_missing'
  | 'newest_missing'
  | 'head_changed'
  | 'anchor_changed'
  | 'anchor_missing'
  | 'mark_changed'
  | 'key_changed';

/** One thing that is wrong, and where. */
export interface Finding {
  readonly kind: FindingKind;
  /** The link's place in the chain. */
  readonly number?: number;
  readonly eventId?: string;
  readonly day?: string;
  /** A sentence for the operator. */
  readonly text: string;
}

export interface ReportStart {
  readonly kind: 'retired' | 'begun';
  readonly number: number;
  readonly day: string;
  readonly at: Date;
  readonly by: string;
}

/** What was checked and what was found. */
export interface AuditReport {
  readonly checked: number;
  /** From where on: what stood before was retired, or has another key. `null` for the very beginning. */
  readonly start: ReportStart | null;
  /** The newest link: kept elsewhere, it proves later that nothing was cut off. */
  readonly head: { readonly number: number; readonly hash: string } | null;
  readonly findings: readonly Finding[];
  /** Whether there is more wrong than is listed. */
  readonly isCut: boolean;
}

/** A chain that was torn out says the same a million times. */
const MAX_FINDINGS = 1000;

export class Findings {
  readonly list: Finding[] = [];
  isCut = false;

  add(finding: Finding): void {
    if (this.list.length < MAX_FINDINGS) this.list.push(finding);
    else this.isCut = true;
  }
}
