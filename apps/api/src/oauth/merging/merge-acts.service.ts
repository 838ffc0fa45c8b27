import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { Audit } from '#api/audit';
import { Erasure } from '#api/auth';
import type { Unit } from '#api/platform/changes';
import { IdentityNotices } from '../identities/identity-notices.service.js';
import type { Merge } from './merge.js';
import { MergeMails } from './merge-mails.service.js';
import { MergeRecords } from './merge-records.service.js';
import { MergingStore } from './merging.store.js';

/** Moves identities and roles of an account, and erases it. */
@Injectable()
export class MergeActs {
  constructor(
    private readonly store: MergingStore,
    private readonly records: MergeRecords,
    private readonly mails: MergeMails,
    private readonly notices: IdentityNotices,
    private readonly erasure: Erasure,
    private readonly audit: Audit,
  ) {}

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
      },
    });
    await this.erasure.erase(unit, { userId: ended.id, actor, client });
    await this.notices.renewVerification(unit.tx, kept);
    await this.mails.sendMerged(unit.tx, { kept, ended, mergeId });
  }
}
