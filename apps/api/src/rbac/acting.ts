import type { ClientInfo, Principal } from '#libs/access';
import type { Actor, AuditEvent } from '#api/audit';

/** The signed-in user who performs an act, and from where. */
export interface Acting {
  readonly principal: Principal;
  readonly client: ClientInfo;
}

export function actorOf({ principal }: Acting): Actor {
  return { kind: 'user', id: principal.userId, sessionId: principal.sessionId };
}

/** An audit event of something that was done to `kind` `id`. */
export function done(
  acting: Acting,
  type: string,
  target: { kind: string; id: string },
  details: Readonly<Record<string, unknown>> = {},
): AuditEvent {
  return {
    type,
    outcome: 'success',
    actor: actorOf(acting),
    target,
    client: acting.client,
    details,
  };
}
