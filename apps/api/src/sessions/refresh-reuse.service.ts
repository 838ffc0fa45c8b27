import { Injectable } from '@nestjs/common';
import { newId } from '#libs/kernel';
import { Audit } from '#api/audit';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { toSeenFrom } from './device.js';
import type { RecognisedUse } from './refresh-recognition.service.js';
import { RefreshRotation } from './refresh-rotation.service.js';
import { newSessionSecret } from './refresh-token.js';
import { SessionLife } from './session-life.js';
import { SessionsStore } from './sessions.store.js';
import type { OpenSession } from './start-session.service.js';

/**
 * What follows from a used refresh token that comes again: the caller may not be the client that the token was given to.
 * The session ends, and with it every access and refresh token that anybody was given for it.
 */
@Injectable()
export class RefreshReuse {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: SessionsStore,
    private readonly rotation: RefreshRotation,
    private readonly life: SessionLife,
    private readonly audit: Audit,
  ) {}

  /** Nothing speaks for the caller. */
  async end(recognised: RecognisedUse): Promise<void> {
    await this.unitOfWork.run(async (unit) => {
      const { id } = recognised.session;
      const ended = await this.store.end(unit.tx, id, 'refresh_token_reused', this.life.now());
      if (ended) await this.tell(unit, recognised);
    });
  }

  /**
   * The caller is the session's own device, and a client without proof was faster: the device goes on in a new session
   * from the same sign-in. `null` when another use was faster still, or the session has just ended.
   */
  takeOver(recognised: RecognisedUse): Promise<OpenSession | null> {
    const { session, shown, client } = recognised;
    return this.unitOfWork.run(async (unit) => {
      if (!(await this.store.lockActiveUser(unit.tx, session.userId))) return null;
      const now = this.life.now();
      const successor = { id: newId(), secret: newSessionSecret(), generation: 0 };
      const begun = await this.store.succeed(unit.tx, {
        id: session.id,
        generation: session.generation,
        deviceGeneration: shown.generation,
        successorId: successor.id,
        secret: successor.secret,
        now,
        expiresAt: this.life.idleEnd(now),
        ...toSeenFrom(client),
      });
      if (!begun) return null;
      await this.tell(unit, recognised, { succeeded_by: successor.id });
      return this.rotation.open({ ...session, ...successor, expiresAt: begun.expiresAt });
    });
  }

  private async tell(
    unit: Unit,
    { session, shown, client }: RecognisedUse,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const { id, userId, generation } = session;
    unit.changed({ kind: 'session_ended', sessionId: id, userId });
    await this.audit.record(unit.tx, {
      type: 'refresh_token.reused',
      outcome: 'incident',
      actor: { kind: 'anonymous' },
      target: { kind: 'session', id },
      code: 'REFRESH_TOKEN_REUSED',
      client,
      details: {
        user_id: userId,
        used_generation: shown.generation,
        current_generation: generation,
        ...more,
      },
    });
  }
}
