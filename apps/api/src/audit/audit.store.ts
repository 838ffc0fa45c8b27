import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '#libs/database';
import type { AuditRecord } from './audit-record.js';

/** The SQL that writes the audit trail: it only adds. */
@Injectable()
export class AuditStore {
  async append(tx: Tx, event: AuditRecord): Promise<void> {
    await rows(
      tx,
      `INSERT INTO audit_events
         (id, created_at, type, outcome, actor_kind, actor_id, actor_session_id, actor_token_id,
          target_kind, target_id, code, ip, user_agent, request_id, details)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        event.id,
        event.createdAt,
        event.type,
        event.outcome,
        event.actorKind,
        event.actorId,
        event.actorSessionId,
        event.actorTokenId,
        event.targetKind,
        event.targetId,
        event.code,
        event.ip,
        event.userAgent,
        event.requestId,
        JSON.stringify(event.details),
      ],
    );
  }
}
