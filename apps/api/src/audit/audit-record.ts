import type { AuditEventEntity } from './audit-event.entity.js';

/** An event as it is written and read. */
export type AuditRecord = Readonly<AuditEventEntity>;

/** The events to read: those that match every given field. */
export interface AuditFilter {
  readonly type?: string;
  readonly outcome?: string;
  readonly actorId?: string;
  readonly targetId?: string;
  /** Events whose actor, target or subject (`details.user_id`) is this user. */
  readonly userId?: string;
  readonly requestId?: string;
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
}

export interface AuditPage {
  /** The id of the last event of the page before. */
  readonly after: string | null;
  readonly limit: number;
}
