import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { Clock, newId } from '#libs/kernel';
import type { Actor, AuditEvent } from './audit-event.js';
import { AuditStore, type AuditRow } from './audit.store.js';

/** Longer ones are cut: a header is the sender's to choose, the trail is ours to keep. */
const USER_AGENT_CHARACTERS = 512;

interface ActorColumns {
  readonly actorId: string | null;
  readonly actorSessionId: string | null;
  readonly actorTokenId: string | null;
}

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

type ClientColumns = Pick<AuditRow, 'ip' | 'userAgent' | 'requestId'>;

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
      details: JSON.stringify(event.details ?? {}),
    });
  }
}
