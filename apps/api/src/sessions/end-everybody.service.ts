import { Injectable, Logger } from '@nestjs/common';
import { Installation } from '#libs/database';
import { AppError } from '#libs/kernel';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { EndSessions } from './end-sessions.service.js';
import { SessionsStore } from './sessions.store.js';

/** Users whose sessions end in one transaction. */
const USERS = 50;

/** How many sessions ended, and the users whose sessions could not be ended. */
export interface EndedEverybodys {
  readonly count: number;
  readonly failedUserIds: readonly string[];
}

/**
 * Ends the sessions of all users, for a restored database: sessions that ended after its backup was made are live in it
 * again, and cannot be distinguished from the others.
 */
@Injectable()
export class EndEverybodysSessions {
  private readonly log = new Logger('Sessions');

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: SessionsStore,
    private readonly sessions: EndSessions,
    private readonly installation: Installation,
    private readonly audit: Audit,
  ) {}

  /**
   * Begins a new epoch first: guards read everything anew. A user whose sessions another transaction holds does not keep the
   * sessions of others from being ended. An interrupted run keeps what it has done; the next call continues.
   */
  async end(onProgress: (count: number) => void = () => undefined): Promise<EndedEverybodys> {
    await this.begin();
    const failedUserIds: string[] = [];
    let count = 0;
    let afterId: string | null = null;
    do {
      const userIds = await this.findSome(afterId);
      const ended = await this.endBatch(userIds);
      count += ended.count;
      failedUserIds.push(...ended.failedUserIds);
      afterId = userIds.length < USERS ? null : (userIds.at(-1) ?? null);
      onProgress(count);
    } while (afterId !== null);
    return { count, failedUserIds };
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

  private findSome(afterId: string | null): Promise<string[]> {
    return this.unitOfWork.run(({ tx }) => this.store.listUsersWithSessions(tx, afterId, USERS));
  }

  /** In one transaction; when that fails, each user by itself. */
  private async endBatch(userIds: readonly string[]): Promise<EndedEverybodys> {
    try {
      return { count: await this.endOf(userIds), failedUserIds: [] };
    } catch {
      return this.endOneByOne(userIds);
    }
  }

  private async endOneByOne(userIds: readonly string[]): Promise<EndedEverybodys> {
    const failedUserIds: string[] = [];
    let count = 0;
    for (const userId of userIds) {
      try {
        count += await this.endOf([userId]);
      } catch (error) {
        const why = error instanceof AppError ? error.code : String(error);
        this.log.warn(`The sessions of ${userId} could not be ended: ${why}`);
        failedUserIds.push(userId);
      }
    }
    return { count, failedUserIds };
  }

  private endOf(userIds: readonly string[]): Promise<number> {
    return this.unitOfWork.run(async (unit) => {
      let count = 0;
      for (const userId of userIds) {
        count += await this.sessions.endAll(unit, { userId, reason: 'ended_by_operator' });
      }
      return count;
    });
  }
}
