import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Database } from '#libs/database';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { EndSessions } from '#api/sessions';
import {
  SessionCodesStore,
  type ShownSessionCode,
  type UsedSessionCode,
} from './session-codes.store.js';

/** A client that sends its request twice (a lost answer, a second tab, an effect that runs twice) does so within this time. */
const RETRY_MS = 10_000;

/**
 * Ends the session that a code opened when the code is used again with its verifier (RFC 9700 section 4.5): one of the two has
 * stolen both. The same client may repeat itself for a moment, and is only refused. Without the verifier nothing ends: a code
 * alone, from a history or a log, must not sign its owner out.
 */
@Injectable()
export class SessionCodeReuse {
  constructor(
    private readonly database: Database,
    private readonly store: SessionCodesStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: EndSessions,
    private readonly audit: Audit,
  ) {}

  async endIfReused(shown: ShownSessionCode, client: ClientInfo): Promise<void> {
    const used = await this.store.findUsed(this.database.pool, shown);
    if (!used || isRetry(used, shown)) return;
    const { userId, openedSessionId: id } = used;
    if (id === null) return;
    await this.unitOfWork.run(async (unit) => {
      if (!(await this.sessions.endOne(unit, { id, userId, reason: 'code_reused' }))) return;
      await this.audit.record(unit.tx, {
        type: 'session_code.reused',
        outcome: 'incident',
        actor: { kind: 'anonymous' },
        target: { kind: 'session', id },
        code: 'INVALID_OAUTH_CODE',
        client,
        details: { user_id: userId },
      });
    });
  }
}

const isRetry = ({ isSameClient, usedAt }: UsedSessionCode, { now }: ShownSessionCode) =>
  isSameClient && Math.abs(now.getTime() - usedAt.getTime()) < RETRY_MS;
