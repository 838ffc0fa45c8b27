import type { Actor, AuditEvent } from './audit-event.js';

/** An event as it is read. */
export interface AuditRecord {
  readonly id: string;
  readonly createdAt: Date;
  readonly type: string;
  readonly outcome: AuditEvent['outcome'];
  readonly actorKind: Actor['kind'];
  readonly actorId: string | null;
  readonly actorSessionId: string | null;
  readonly actorTokenId: string | null;
  readonly targetKind: string | null;
  readonly targetId: string | null;
  readonly code: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Which events; whatever is left out does not matter. */
export interface AuditFilter {
  readonly type?: string;
  readonly outcome?: string;
  readonly actorId?: string;
  readonly targetId?: string;
  /** Done by this user, to this user, or about this user. */
  readonly userId?: string;
  readonly requestId?: string;
  readonly from?: Date;
  /** Before this moment. */
  readonly to?: Date;
}

export interface AuditPage {
  /** The id of the last event of the page before. */
  readonly after: string | null;
  readonly limit: number;
}
