/** The ways in which the trail may be damaged. */
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

/** One damage, and where it is. */
export interface Finding {
  readonly kind: FindingKind;
  /** The number of the link in the chain. */
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

/** The result of a check. */
export interface AuditReport {
  readonly checked: number;
  /** Where the check began, because earlier links were retired or have another key; `null` for the first link. */
  readonly start: ReportStart | null;
  /** The newest link: a copy kept elsewhere proves later that nothing was cut off. */
  readonly head: { readonly number: number; readonly hash: string } | null;
  readonly findings: readonly Finding[];
  /** Whether there are more findings than are listed. */
  readonly isCut: boolean;
}

/** A damaged chain may have a million findings of one kind. */
const MAX_FINDINGS = 1000;

export class Findings {
  readonly list: Finding[] = [];
  isCut = false;

  add(finding: Finding): void {
    if (this.list.length < MAX_FINDINGS) this.list.push(finding);
    else this.isCut = true;
  }
}
