import { Injectable } from '@nestjs/common';
import { Audit } from '#api/audit';
import type { Unit } from '#api/platform/changes';
import { EndSessions } from '#api/sessions';
import { MergeMails } from './merge-mails.service.js';
import type { MergeRecord } from './merge-records.store.js';
import { UnmergedRows, type RestoredRows } from './unmerged-rows.service.js';

export interface Unmerged extends RestoredRows {
  readonly mergeId: string;
  readonly sessionsEnded: number;
}

/** Makes two accounts of one again: rows, sessions, mails, the trail. */
@Injectable()
export class UnmergeActs {
  constructor(
    private readonly rows: UnmergedRows,
    private readonly sessions: EndSessions,
    private readonly mails: MergeMails,
    private readonly audit: Audit,
  ) {}

  /** The record and the account that it is of are held by the caller. */
  async perform(unit: Unit, merge: MergeRecord): Promise<Unmerged> {
    const { tx } = unit;
    const rows = await this.rows.restore(tx, merge);
    const { kept, restored, rolesReturned, rolesLost, identityIds } = rows;
    const reason = 'merge_undone' as const;
    const sessionsEnded = await this.sessions.endAll(unit, { userId: kept.id, reason });
    unit.changed({ kind: 'user_changed', userId: kept.id });
    unit.changed({
      kind: 'user_changed',
      userId: restored.id,
      data: { is_active: restored.isActive },
    });
    for (const serviceId of new Set(rolesReturned.map((role) => role.serviceId))) {
      for (const { id: userId } of [kept, restored]) {
        unit.changed({ kind: 'user_permissions_changed', userId, serviceId });
      }
    }
    await this.audit.record(tx, {
      type: 'user.unmerged',
      outcome: 'success',
      actor: { kind: 'operator' },
      target: { kind: 'user', id: kept.id },
      details: {
        merge_id: merge.id,
        user_id: restored.id,
        identities: identityIds,
        roles: rolesReturned.map(({ serviceId, roleId }) => ({
          service_id: serviceId,
          role_id: roleId,
        })),
        roles_lost: rolesLost.map(({ serviceId, roleId }) => ({
          service_id: serviceId,
          role_id: roleId,
        })),
        sessions_ended: sessionsEnded,
      },
    });
    await this.mails.sendUndone(tx, kept, { other: restored });
    await this.mails.sendUndone(tx, restored, { other: kept });
    return { ...rows, mergeId: merge.id, sessionsEnded };
  }
}
