import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Services, type ServiceRow } from '#api/services';
import { UsersStore } from '#api/users';
import { grantsIn } from './effective.js';
import type { Grant } from './grants.store.js';
import { Grants } from './grants.service.js';
import { MissingLink } from './missing-link.service.js';
import { userNotFound } from './rbac.errors.js';

export interface EffectivePermission {
  readonly permission: string;
  readonly via: readonly Grant[];
}

export interface Explanation {
  readonly allowed: boolean;
  /** One sentence: the path, or the missing link. */
  readonly reason: string;
  readonly via: readonly Grant[];
}

/** Says what a user may do in a service, and why or why not. */
@Injectable()
export class Explanations {
  constructor(
    private readonly database: Database,
    private readonly grants: Grants,
    private readonly services: Services,
    private readonly users: UsersStore,
    private readonly missing: MissingLink,
  ) {}

  /** @throws AppError `USER_NOT_FOUND` or `SERVICE_NOT_FOUND` */
  async listEffective(userId: string, serviceId: string): Promise<EffectivePermission[]> {
    const { grants } = await this.read(userId, serviceId);
    const byPermission = new Map<string, Grant[]>();
    for (const grant of grants) {
      const via = byPermission.get(grant.permission) ?? [];
      via.push(grant);
      byPermission.set(grant.permission, via);
    }
    return [...byPermission].map(([permission, via]) => ({ permission, via }));
  }

  /** @throws AppError `USER_NOT_FOUND` or `SERVICE_NOT_FOUND` */
  async explain(userId: string, serviceId: string, permission: string): Promise<Explanation> {
    const { service, isActive, grants } = await this.read(userId, serviceId);
    const via = grants.filter((grant) => grant.permission === permission);
    if (via.length > 0) return { allowed: true, reason: pathOf(permission, service, via), via };
    const reason = await this.missing.find({ userId, isActive, service, permission });
    return { allowed: false, reason, via: [] };
  }

  private async read(
    userId: string,
    serviceId: string,
  ): Promise<{ service: ServiceRow; isActive: boolean; grants: Grant[] }> {
    const tx = this.database.pool;
    const user = await this.users.findById(tx, userId);
    if (!user) throw userNotFound();
    const service = await this.services.get(tx, serviceId);
    const grants = await this.grants.listWithin(tx, [userId], serviceId);
    return { service, isActive: user.isActive, grants: grantsIn(serviceId, grants) };
  }
}

function pathOf(permission: string, service: ServiceRow, via: readonly Grant[]): string {
  const paths = via.map(
    ({ role_name, service_name }) => `the role ${role_name} in ${service_name}`,
  );
  return `The user holds ${permission} in ${service.name} through ${paths.join(' and ')}.`;
}
