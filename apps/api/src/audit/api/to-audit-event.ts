import { AppError, toMoment } from '#libs/kernel';
import type { AuditFilter, AuditRecord } from '#api/audit';
import type { ActivityDto, AuditEventDto, AuditQuery } from './audit-api.dto.js';

export function toAuditFilter(query: AuditQuery): AuditFilter {
  const { type, outcome, from, to } = query;
  return {
    ...(type !== undefined && { type }),
    ...(outcome !== undefined && { outcome }),
    ...(query.actor_id !== undefined && { actorId: query.actor_id }),
    ...(query.target_id !== undefined && { targetId: query.target_id }),
    ...(query.user_id !== undefined && { userId: query.user_id.toLowerCase() }),
    ...(query.request_id !== undefined && { requestId: query.request_id }),
    ...toRange(from, to),
  };
}

/** Validation has refused other texts before; an unreadable bound must never widen the range. */
function toBound(text: string): Date {
  const moment = toMoment(text);
  if (!moment) throw new AppError('VALIDATION_FAILED');
  return moment;
}

const toRange = (from: string | undefined, to: string | undefined) => ({
  ...(from !== undefined && { from: toBound(from) }),
  ...(to !== undefined && { to: toBound(to) }),
});

export function toAuditEvent(event: AuditRecord): AuditEventDto {
  const { targetKind, targetId } = event;
  return {
    id: event.id,
    created_at: event.createdAt.toISOString(),
    type: event.type,
    outcome: event.outcome,
    actor: {
      kind: event.actorKind,
      id: event.actorId,
      session_id: event.actorSessionId,
      token_id: event.actorTokenId,
    },
    target: targetKind !== null && targetId !== null ? { kind: targetKind, id: targetId } : null,
    code: event.code,
    ip: event.ip,
    user_agent: event.userAgent,
    request_id: event.requestId,
    details: { ...event.details },
  };
}

function byWhom({ actorKind, actorId }: AuditRecord, userId: string): ActivityDto['by'] {
  if (actorId === userId) return 'you';
  if (actorKind === 'anonymous') return 'unknown';
  return actorKind === 'system' ? 'system' : 'administration';
}

/** Hides the address and the device of administrators from the user. */
export function toActivity(event: AuditRecord, userId: string): ActivityDto {
  const by = byWhom(event, userId);
  const isShown = by === 'you' || by === 'unknown';
  return {
    id: event.id,
    created_at: event.createdAt.toISOString(),
    type: event.type,
    outcome: event.outcome,
    by,
    code: event.code,
    ip: isShown ? event.ip : null,
    user_agent: isShown ? event.userAgent : null,
    session_id: by === 'you' ? event.actorSessionId : null,
  };
}
