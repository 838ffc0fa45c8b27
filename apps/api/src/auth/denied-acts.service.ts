import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { AuditReading, type AuditRecord } from '#api/audit';
import { Administrators } from '#api/rbac';
import { Users } from '#api/users';
import { AccountMails } from './account-mails.service.js';

const MOST_EVENTS = 1000;
const MOST_ADMINISTRATORS = 50;
/** Targets that belong to the account itself: a recovery undoes such acts, or the owner sees them. */
const OWN = new Set(['session', 'device', 'identity']);

interface Denied {
  readonly userId: string;
  /** The denied session and its descendants. */
  readonly sessionIds: readonly string[];
  /** When the first of them began. */
  readonly since: Date;
}

/**
 * Reports the acts of a denied session on others to the administrators: roles, services, permissions, accounts. They are
 * not undone, because others may rely on them.
 */
@Injectable()
export class DeniedActs {
  constructor(
    private readonly trail: AuditReading,
    private readonly administrators: Administrators,
    private readonly users: Users,
    private readonly mails: AccountMails,
  ) {}

  /** The kinds of acts with their numbers, among the newest thousand events of the account. */
  async report(tx: Tx, { userId, sessionIds, since }: Denied): Promise<Record<string, number>> {
    const filter = { actorId: userId, outcome: 'success', from: since };
    const events = await this.trail.list(filter, { after: null, limit: MOST_EVENTS }, tx);
    const theirs = events.filter((event) => isActOn(event, userId, sessionIds));
    const acts: Record<string, number> = {};
    for (const { type } of theirs) acts[type] = (acts[type] ?? 0) + 1;
    if (theirs.length > 0) await this.tell(tx, userId, acts);
    return acts;
  }

  private async tell(tx: Tx, accountId: string, acts: Record<string, number>): Promise<void> {
    for (const id of await this.administrators.listIds(tx, MOST_ADMINISTRATORS)) {
      const user = await this.users.findById(tx, id);
      if (user?.isActive && user.isEmailVerified) {
        await this.mails.sendDeniedActs(tx, user, { accountId, acts });
      }
    }
  }
}

function isActOn(event: AuditRecord, userId: string, sessionIds: readonly string[]): boolean {
  const { actorSessionId, targetKind, targetId, type } = event;
  if (actorSessionId === null || !sessionIds.includes(actorSessionId)) return false;
  if (type === 'user.merged') return true;
  return targetKind !== null && !OWN.has(targetKind) && targetId !== userId;
}
