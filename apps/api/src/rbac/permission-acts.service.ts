import { Injectable } from '@nestjs/common';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { done, type Acting } from './acting.js';
import { Permissions, type PermissionFields } from './permissions.service.js';

interface Key {
  readonly serviceId: string;
  readonly id: string;
}

/** Makes, changes and deletes a service's permissions: rules, audit and change log in one transaction. */
@Injectable()
export class PermissionActs {
  constructor(
    private readonly work: UnitOfWork,
    private readonly permissions: Permissions,
    private readonly audit: Audit,
  ) {}

  create(
    acting: Acting,
    serviceId: string,
    fields: { name: string; description: string | null },
  ): Promise<string> {
    return this.work.run(async (unit) => {
      const { id, name } = await this.permissions.create(unit.tx, serviceId, fields);
      const details = { service_id: serviceId, name };
      await this.audit.record(
        unit.tx,
        done(acting, 'permission.created', { kind: 'permission', id }, details),
      );
      unit.changed({ kind: 'service_changed', serviceId });
      return id;
    });
  }

  change(acting: Acting, key: Key, fields: PermissionFields): Promise<void> {
    return this.work.run(async (unit) => {
      const { before, after } = await this.permissions.change(unit.tx, acting, key, fields);
      const target = { kind: 'permission', id: key.id };
      const details = { service_id: key.serviceId, before: before.name, after: after.name };
      await this.audit.record(unit.tx, done(acting, 'permission.updated', target, details));
      unit.changed({ kind: 'service_changed', serviceId: key.serviceId });
    });
  }

  remove(acting: Acting, key: Key): Promise<void> {
    return this.work.run(async (unit) => {
      const { name } = await this.permissions.remove(unit.tx, acting, key);
      const target = { kind: 'permission', id: key.id };
      const details = { service_id: key.serviceId, name };
      await this.audit.record(unit.tx, done(acting, 'permission.deleted', target, details));
      unit.changed({ kind: 'service_changed', serviceId: key.serviceId });
    });
  }
}
