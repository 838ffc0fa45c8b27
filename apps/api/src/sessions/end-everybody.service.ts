import { Injectable } from '@nestjs/common';
import { Installation } from '#libs/database';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/changes';
import { EndSessions } from './end-sessions.service.js';
import { SessionsStore } from './sessions.store.js';

/** Users whose sessions end in one transaction. */
const USERS = 50;

/** A batch, and behind whom the next one begins; `null` when it was the last. */
interface Ended {
  readonly count: number;
  readonly lastId: string | null;
}

/**
 * Ends the sessions of all users, for a database that was restored: what was ended after its backup was made would
 * be alive again, and nobody can say which.
 */
@Injectable()
export class EndEverybodysSessions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: SessionsStore,
    private readonly sessions: EndSessions,
    private readonly installation: Installation,
    private readonly audit: Audit,
  ) {}

  /**
   * Answers how many there were. The installation begins a new epoch first: guards read everything anew. What has been
   * done stays done when it is broken off; called again, it goes on.
   */
  async end(onProgress: (count: number) => void = () => undefined): Promise<number> {
    await this.begin();
    let total = 0;
    let afterId: string | null = null;
    do {
      const { count, lastId }: Ended = await this.endSome(afterId);
      total += count;
      afterId = lastId;
      onProgress(total);
    } while (afterId !== null);
    return total;
  }

  private begin(): Promise<void> {
    return this.unitOfWork.run(async ({ tx }) => {
      const epoch = await this.installation.beginEpoch(tx);
      await this.audit.record(tx, {
        type: 'session.all_ended',
        outcome: 'success',
        actor: { kind: 'operator' },
        details: { everybody: true, epoch },
      });
    });
  }

  private endSome(afterId: string | null): Promise<Ended> {
    return this.unitOfWork.run(async (unit) => {
      const userIds = await this.store.listUsersWithSessions(unit.tx, afterId, USERS);
      let count = 0;
      for (const userId of userIds) {
        count += await this.sessions.endAll(unit, { userId, reason: 'ended_by_operator' });
      }
      return { count, lastId: userIds.length < USERS ? null : (userIds.at(-1) ?? null) };
    });
  }
}
