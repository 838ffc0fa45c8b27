import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Audit } from '#api/audit';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { Administrators } from '#api/rbac';
import { EndSessions } from '#api/sessions';
import { Users, type User } from '#api/users';
import { MergeChoice } from './merge-choice.service.js';
import { MergeMails } from './merge-mails.service.js';
import { type MergeRecord, MergeRecordsStore } from './merge-records.store.js';
import type { ReturnedUnits } from './merged-units.js';
import { announceUnits, MergeUnits } from './merge-units.service.js';
import { type HeldRole, MergingStore } from './merging.store.js';
import { mergeAddressTaken, mergeNotFound } from './merge.errors.js';
import { MergeRecords } from './merge-records.service.js';

/** The two accounts after an undone merge, and what was restored to the ended one. */
interface RestoredRows {
  readonly kept: User;
  readonly restored: User;
  readonly identityIds: readonly string[];
  readonly factorIds: readonly string[];
  readonly rolesReturned: readonly HeldRole[];
  /** Not restored: they were revoked from the kept account since. */
  readonly rolesLost: readonly HeldRole[];
  readonly units: ReturnedUnits;
}

/** Restores the rows of an ended account. */
@Injectable()
export class RestoreMerged {
  constructor(
    private readonly users: Users,
    private readonly records: MergeRecords,
    private readonly recorded: MergeRecordsStore,
    private readonly store: MergingStore,
    private readonly units: MergeUnits,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `EMAIL_TAKEN` when the address has an account */
  async restore(tx: Tx, { id, keptUserId, endedUserId }: MergeRecord): Promise<RestoredRows> {
    const roles = await this.recorded.listRoles(tx, id);
    if (!(await this.store.restoreAccount(tx, id))) throw mergeAddressTaken();
    const identityIds = await this.store.restoreIdentities(tx, id);
    await this.store.restoreRoles(tx, id);
    const units = await this.units.restore(tx, id);
    await this.store.restoreDevices(tx, id);
    const factorIds = await this.store.restoreFactors(tx, id);
    await this.recorded.markUndone(tx, id, this.clock.now());
    await this.recorded.takeBackHeld(tx, endedUserId);
    const kept = await this.users.findById(tx, keptUserId);
    const restored = await this.users.findById(tx, endedUserId);
    if (!kept || !restored) throw mergeNotFound(this.records.undoDays);
    return {
      kept,
      restored,
      identityIds,
      factorIds,
      rolesReturned: roles.filter(({ isHeld }) => isHeld),
      rolesLost: roles.filter(({ isHeld }) => !isHeld),
      units,
    };
  }
}

export interface Unmerged extends RestoredRows {
  readonly mergeId: string;
  readonly sessionsEnded: number;
}

/** Carries the result out of a transaction that is rolled back. */
class OnlyShown extends Error {
  constructor(readonly unmerged: Unmerged) {
    super('Only shown');
  }
}

/** Undoes a merge of two accounts, for the operator. */
@Injectable()
export class Unmerge {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly administrators: Administrators,
    private readonly choice: MergeChoice,
    private readonly rows: RestoreMerged,
    private readonly sessions: EndSessions,
    private readonly mails: MergeMails,
    private readonly audit: Audit,
  ) {}

  /**
   * Restores both accounts, as far as the merged rows still exist; all their sessions end, both owners get a mail.
   * @param named the id of the merge, or the id or the address of either account
   * @throws AppError `MERGE_NOT_FOUND`, `MERGE_AMBIGUOUS`, `MERGE_ALREADY_UNDONE`, `MERGE_UNDO_EXPIRED`, `MERGE_COVERED`,
   * `EMAIL_TAKEN`, `LAST_ADMIN`
   */
  undo(named: string): Promise<Unmerged> {
    return this.unitOfWork.run((unit) => this.perform(unit, named));
  }

  /** What `undo` would do: it is done and rolled back. @throws AppError as `undo` */
  async preview(named: string): Promise<Unmerged> {
    try {
      return await this.unitOfWork.run(async (unit) => {
        throw new OnlyShown(await this.perform(unit, named));
      });
    } catch (error) {
      if (error instanceof OnlyShown) return error.unmerged;
      throw error;
    }
  }

  private async perform(unit: Unit, named: string): Promise<Unmerged> {
    const { tx } = unit;
    // First, as in each act that ends an account: otherwise two of them could deadlock.
    const isAdministered = await this.administrators.exists(tx);
    const merge = await this.choice.hold(tx, named);
    const rows = await this.rows.restore(tx, merge);
    const { kept, restored } = rows;
    const reason = 'merge_undone' as const;
    const sessionsEnded = await this.sessions.endAll(unit, { userId: kept.id, reason });
    const unmerged = { ...rows, mergeId: merge.id, sessionsEnded };
    announce(unit, unmerged);
    await this.record(unit, merge, unmerged);
    await this.mails.sendUndone(tx, kept, { other: restored });
    await this.mails.sendUndone(tx, restored, { other: kept });
    if (isAdministered) await this.administrators.assertExist(tx);
    return unmerged;
  }

  private record({ tx }: Unit, merge: MergeRecord, unmerged: Unmerged): Promise<void> {
    const { kept, restored, rolesReturned, rolesLost, sessionsEnded } = unmerged;
    const { identityIds, factorIds } = unmerged;
    return this.audit.record(tx, {
      type: 'user.unmerged',
      outcome: 'success',
      actor: { kind: 'operator' },
      target: { kind: 'user', id: kept.id },
      details: {
        merge_id: merge.id,
        user_id: restored.id,
        identities: identityIds,
        factors: factorIds,
        roles: rolesReturned.map(toDetail),
        roles_lost: rolesLost.map(toDetail),
        ...toUnitDetails(unmerged.units),
        sessions_ended: sessionsEnded,
      },
    });
  }
}

const toDetail = ({ serviceId, roleId }: HeldRole) => ({ service_id: serviceId, role_id: roleId });

/** Counts: there can be thousands. */
const toUnitDetails = (units: ReturnedUnits) => ({
  units: units.unitCount,
  units_lost: units.lostUnitCount,
  unit_roles: units.roleCount,
  unit_roles_lost: units.lostRoleCount,
});

function announce(unit: Unit, { kept, restored, rolesReturned, units }: Unmerged): void {
  const { isActive } = restored;
  unit.changed({ kind: 'user_changed', userId: kept.id });
  unit.changed({ kind: 'user_changed', userId: restored.id, data: { is_active: isActive } });
  for (const serviceId of new Set(rolesReturned.map((role) => role.serviceId))) {
    for (const { id: userId } of [kept, restored]) {
      unit.changed({ kind: 'user_permissions_changed', userId, serviceId });
    }
  }
  for (const { id } of [kept, restored]) announceUnits(unit, id, units);
}
