import { Injectable } from '@nestjs/common';
import { ReplayCheck, type ReplayedCall } from '#libs/access';
import { Database } from '#libs/database';
import { AppError } from '#libs/kernel';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { UnitAssignments } from './at-units/unit-assignments.service.js';
import { ActorRights, done, type Acting } from './actor-rights.service.js';
import { Roles, type RoleFields } from './roles.service.js';
import type { RoleRow } from './roles.store.js';

const names = (role: RoleRow) => ({
  name: role.name,
  description: role.description,
  permissions: role.permissions.map(({ name }) => name),
  requires_mfa: role.requiresMfa,
});

/** Makes, changes and deletes roles: rules, audit and change log in one transaction. */
@Injectable()
export class RoleActs {
  constructor(
    private readonly work: UnitOfWork,
    private readonly roles: Roles,
    private readonly rights: ActorRights,
    private readonly audit: Audit,
  ) {}

  create(
    acting: Acting,
    serviceId: string,
    fields: RoleFields & { readonly name: string },
  ): Promise<string> {
    return this.work.run(async (unit) => {
      const role = await this.roles.create(unit.tx, acting, serviceId, fields);
      const target = { kind: 'role', id: role.id };
      const details = { service_id: serviceId, after: names(role) };
      await this.audit.record(unit.tx, done(acting, 'role.created', target, details));
      unit.changed({ kind: 'role_changed', serviceId, roleId: role.id });
      return role.id;
    });
  }

  change(acting: Acting, id: string, fields: RoleFields): Promise<void> {
    return this.work.run(async (unit) => {
      const { before, after } = await this.roles.change(unit.tx, acting, id, fields);
      await this.rights.useProofOfChange(unit.tx, acting, { before, after });
      const details = { service_id: after.serviceId, before: names(before), after: names(after) };
      await this.audit.record(unit.tx, done(acting, 'role.updated', { kind: 'role', id }, details));
      unit.changed({ kind: 'role_changed', serviceId: after.serviceId, roleId: id });
    });
  }

  remove(acting: Acting, id: string): Promise<void> {
    return this.work.run(async (unit) => {
      const role = await this.roles.remove(unit.tx, acting, id);
      const details = { service_id: role.serviceId, before: names(role) };
      await this.audit.record(unit.tx, done(acting, 'role.deleted', { kind: 'role', id }, details));
      unit.changed({
        kind: 'role_changed',
        serviceId: role.serviceId,
        roleId: id,
        data: { deleted: true },
      });
    });
  }
}

/** Whether a caller that repeats a request could still make or give the role that the kept answer is about. */
@Injectable()
export class GrantingReplay extends ReplayCheck {
  constructor(
    private readonly database: Database,
    private readonly roles: Roles,
    private readonly rights: ActorRights,
    private readonly atUnits: UnitAssignments,
  ) {
    super();
  }

  /** @throws AppError as `RoleActs.create` and `Assignments.assign` do for want of a right */
  override async assertMay({
    principal,
    client,
    params,
    query,
    body,
  }: ReplayedCall): Promise<void> {
    if (!principal) throw new AppError('UNAUTHENTICATED');
    const acting = { principal, client };
    const { service_id: serviceId = '' } = params;
    const unitId = params['organization_id'] ?? query['unit_id'];
    const roleId = 'organization_id' in params ? textIn(body, 'role_id') : params['role_id'];
    await this.database.transaction(async (tx) => {
      if (roleId !== undefined && unitId !== undefined) {
        await this.atUnits.assertMayGrant(tx, acting, { unitId, roleId });
        return;
      }
      if (roleId !== undefined) {
        await this.rights.assertMayAssign(tx, acting, await this.roles.getLocked(tx, roleId));
        return;
      }
      const permissions = Array.isArray(body['permissions'])
        ? (body['permissions'] as string[])
        : [];
      const fields = { name: String(body['name']), permissions };
      await this.roles.assertMayCreate(tx, acting, serviceId, fields);
    });
  }
}

function textIn(body: ReplayedCall['body'], field: string): string | undefined {
  const value = body[field];
  return typeof value === 'string' ? value : undefined;
}
