import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock, mailboxOf } from '#libs/kernel';
import { AuditReading, type AuditRecord } from '#api/audit';
import { Outbox } from '#api/mail';
import { Administrators } from '#api/rbac';
import { UsersStore } from '#api/users';

const MOST_EVENTS = 1000;
const MOST_ADMINISTRATORS = 50;
/** What concerns the account alone, which a recovery undoes or the owner sees. */
const OWN = new Set(['session', 'device', 'identity']);

interface Denied {
  readonly userId: string;
  /** The denied one and those that followed from it. */
  readonly sessionIds: readonly string[];
  /** When the first of them began. */
  readonly since: Date;
}

/**
 * What a denied session did to others (roles, services, permissions, accounts) is not undone, for others may rely on it: it
 * is told to the administrators, who can judge it.
 */
@Injectable()
export class DeniedActs {
  constructor(
    private readonly trail: AuditReading,
    private readonly administrators: Administrators,
    private readonly users: UsersStore,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** The kinds of acts with their numbers; a thousand events of the account are looked at, the newest. */
  async report(tx: Tx, { userId, sessionIds, since }: Denied): Promise<Record<string, number>> {
    const filter = { actorId: userId, outcome: 'success', from: since };
    const events = await this.trail.list(filter, { after: null, limit: MOST_EVENTS }, tx);
    const theirs = events.filter((event) => isActOn(event, userId, sessionIds));
    const acts: Record<string, number> = {};
    for (const { type } of theirs) acts[type] = (acts[type] ?? 0) + 1;
    if (theirs.length > 0) await this.tell(tx, userId, acts);
    return acts;
  }

  private async tell(tx: Tx, account: string, acts: Record<string, number>): Promise<void> {
    const words = Object.entries(acts).map(([type, number]) => `${type} (${number})`);
    const data = { at: this.clock.now(), account, acts: words };
    for (const id of await this.administrators.listIds(tx, MOST_ADMINISTRATORS)) {
      const user = await this.users.findById(tx, id);
      if (!user?.isActive || !user.isEmailVerified) continue;
      const { firstName } = user;
      const to = mailboxOf(user);
      await this.outbox.enqueue(tx, { template: 'denied-acts', data, to, firstName, userId: id });
    }
  }
}

function isActOn(event: AuditRecord, userId: string, sessionIds: readonly string[]): boolean {
  const { actorSessionId, targetKind, targetId, type } = event;
  if (actorSessionId === null || !sessionIds.includes(actorSessionId)) return false;
  if (type === 'user.merged') return true;
  return targetKind !== null && !OWN.has(targetKind) && targetId !== userId;
}
