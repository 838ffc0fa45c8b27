import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { Clock, newId } from '#libs/kernel';
import type { Actor, AuditEvent } from './audit-event.js';
import type { AuditRecord } from './audit-record.js';
import { AuditStore } from './audit.store.js';

/** Longer values are cut: the caller chooses the header, and the trail is kept for long. */
const USER_AGENT_CHARACTERS = 512;

type ActorColumns = Pick<AuditRecord, 'actorId' | 'actorSessionId' | 'actorTokenId'>;

const NOBODY: ActorColumns = { actorId: null, actorSessionId: null, actorTokenId: null };

function actorColumns(actor: Actor): ActorColumns {
  switch (actor.kind) {
    case 'user':
      return { ...NOBODY, actorId: actor.id, actorSessionId: actor.sessionId ?? null };
    case 'service':
      return { ...NOBODY, actorId: actor.id, actorTokenId: actor.tokenId };
    case 'operator':
    case 'system':
    case 'anonymous':
      return NOBODY;
  }
}

type ClientColumns = Pick<AuditRecord, 'ip' | 'userAgent' | 'requestId'>;

function clientColumns(client: ClientInfo | undefined): ClientColumns {
  if (!client) return { ip: null, userAgent: null, requestId: null };
  const { ip, userAgent, requestId } = client;
  return { ip, userAgent: userAgent?.slice(0, USER_AGENT_CHARACTERS) ?? null, requestId };
}

/** Writes the audit trail: each event as one row, in the transaction of what it records. */
@Injectable()
export class Audit {
  constructor(
    private readonly store: AuditStore,
    private readonly clock: Clock,
  ) {}

  async record(tx: Tx, event: AuditEvent): Promise<void> {
    const { type, outcome, actor, target } = event;
    await this.store.append(tx, {
      id: newId(),
      createdAt: this.clock.now(),
      type,
      outcome,
      actorKind: actor.kind,
      ...actorColumns(actor),
      targetKind: target?.kind ?? null,
      targetId: target?.id ?? null,
      code: event.code ?? null,
      ...clientColumns(event.client),
      details: { ...event.details },
    });
  }
}
