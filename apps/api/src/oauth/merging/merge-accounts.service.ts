import { Injectable } from '@nestjs/common';
import type { Principal, ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { Administrators } from '#api/rbac';
import { sessionEnded, SessionAccess } from '#api/sessions';
import { accountDisabled, Users, type UserWithPassword } from '#api/users';
import { Audit } from '#api/audit';
import { Erasure } from '#api/auth';
import { AccountFactors } from '#api/factors';
import type { Merge, MergeRequest, MergeResult } from './merge.js';
import { keptNeedsFactor } from './merge.errors.js';
import { MergeContents } from './merge-contents.service.js';
import { MergeProof } from './merge-proof.service.js';
import { MergingStore } from './merging.store.js';
import { IdentityNotices } from '../identities/identity-notices.service.js';
import { MergeMails } from './merge-mails.service.js';
import { MergeUnits } from './merge-units.service.js';
import { MergeRecords } from './merge-records.service.js';

/** Moves identities, roles and memberships of an account, and erases it, unless that made them easier to get at. */
@Injectable()
export class MergeActs {
  constructor(
    private readonly store: MergingStore,
    private readonly records: MergeRecords,
    private readonly units: MergeUnits,
    private readonly mails: MergeMails,
    private readonly notices: IdentityNotices,
    private readonly factors: AccountFactors,
    private readonly erasure: Erasure,
    private readonly audit: Audit,
  ) {}

  /**
   * What needed a second factor must need one afterwards. Factors do not move: a passkey names its account.
   * @throws AppError `MERGE_NEEDS_SECOND_FACTOR`
   */
  async assertNotWeaker(tx: Tx, { kept, ended }: Pick<Merge, 'kept' | 'ended'>): Promise<void> {
    if (!(await this.factors.hasSecond(tx, ended.id))) return;
    if (!(await this.factors.hasSecond(tx, kept.id))) throw keptNeedsFactor(kept.id);
  }

  async perform(
    unit: Unit,
    merge: Merge,
    { principal, client }: { principal: Principal; client: ClientInfo },
  ): Promise<void> {
    const { kept, ended, identities } = merge;
    const actor = { kind: 'user', id: kept.id, sessionId: principal.sessionId } as const;
    const mergeId = await this.records.keep(unit.tx, merge, principal.sessionId);
    const making = { madeIn: principal.sessionId, madeFrom: client.ip };
    await this.store.moveIdentities(unit.tx, merge, making);
    const roles = await this.store.moveRoles(unit.tx, ended.id, kept.id);
    for (const serviceId of new Set(roles.map((role) => role.serviceId))) {
      unit.changed({ kind: 'user_permissions_changed', userId: kept.id, serviceId });
    }
    await this.units.move(unit, merge, merge.units);
    unit.changed({ kind: 'user_changed', userId: kept.id });
    await this.audit.record(unit.tx, {
      type: 'user.merged',
      outcome: 'success',
      actor,
      target: { kind: 'user', id: kept.id },
      client,
      details: {
        merged_user_id: ended.id,
        merge_id: mergeId,
        identities: identities.map(({ id, provider }) => ({ id, provider })),
        roles: roles.map(({ serviceId, roleId }) => ({ service_id: serviceId, role_id: roleId })),
        ...toUnitDetails(merge.units),
      },
    });
    await this.erasure.erase(unit, { userId: ended.id, actor, client });
    await this.notices.renewVerification(unit.tx, kept);
    await this.mails.sendMerged(unit.tx, { kept, ended, mergeId });
  }
}

/** Counts: there can be thousands. */
const toUnitDetails = ({ memberships, owned, roles }: Merge['units']) => ({
  organizations: [...new Set(memberships.map(({ organizationId }) => organizationId))].slice(
    0,
    100,
  ),
  owned_organizations: owned.slice(0, 100),
  units: memberships.length,
  unit_roles: roles.length,
});

/** Merges two accounts of one user: a preview first, then the merge, in one transaction. */
@Injectable()
export class MergeAccounts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly administrators: Administrators,
    private readonly users: Users,
    private readonly contents: MergeContents,
    private readonly proof: MergeProof,
    private readonly sessions: SessionAccess,
    private readonly acts: MergeActs,
  ) {}

  /**
   * Without a confirmation it is a preview: nothing is changed, and no proof is used up.
   * @throws AppError `PROOF_REQUIRED`, `INVALID_MERGE`, `MERGE_CHANGED`, `MERGE_NEEDS_SECOND_FACTOR`, `SESSION_ENDED`, `ACCOUNT_DISABLED`,
   * `LAST_ADMIN`
   */
  async merge(request: MergeRequest): Promise<MergeResult> {
    const { principal, confirmation, client } = request;
    const other = await this.proof.getOther(request);
    return this.unitOfWork.run(async (unit) => {
      const merge = await this.read(unit.tx, principal, other);
      await this.acts.assertNotWeaker(unit.tx, merge);
      const { sessionId, userId } = principal;
      if (!(await this.sessions.isLiveIn(unit.tx, sessionId, userId))) throw sessionEnded();
      const expected = this.proof.confirmation(merge, sessionId);
      if (confirmation === undefined) return { ...merge, confirmation: expected };
      this.proof.assertConfirmed(confirmation, expected);
      await this.proof.consume(unit.tx, request, other);
      await this.acts.perform(unit, merge, { principal, client });
      // The roles of an administrator may have moved to an account whose address is not verified.
      if (merge.isAdministered) await this.administrators.assertExist(unit.tx);
      return { ...merge, confirmation: null };
    });
  }

  /** The two accounts, locked until the transaction ends, and what would move. */
  private async read(
    tx: Tx,
    principal: Pick<Principal, 'userId'>,
    other: { readonly userId: string },
  ): Promise<Merge> {
    // First, as in each act that ends an account: otherwise two of them could deadlock.
    const isAdministered = await this.administrators.exists(tx);
    await this.contents.hold(tx, other.userId);
    const locked = await this.lock(tx, [principal.userId, other.userId]);
    const kept = locked.get(principal.userId);
    const ended = locked.get(other.userId);
    if (!kept || !ended) throw sessionEnded();
    if (!kept.isActive || !ended.isActive) throw accountDisabled(kept.id);
    return { kept, ended, ...(await this.contents.read(tx, { kept, ended })), isAdministered };
  }

  /** Always in the same order, so that two merges cannot deadlock. */
  private async lock(tx: Tx, ids: string[]): Promise<Map<string, UserWithPassword>> {
    const locked = new Map<string, UserWithPassword>();
    for (const id of ids.sort()) {
      const user = await this.users.lock(tx, id);
      if (user) locked.set(id, user);
    }
    return locked;
  }
}
