import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { Database } from '#libs/database';
import { Services, type ServiceRow } from '#api/services';
import { Users } from '#api/users';
import { grantsIn } from './effective.js';
import type { Grant } from './grants.store.js';
import { GrantView } from './grant-view.service.js';
import { MissingLink } from './missing-link.service.js';

/** Who is asked about, and where. */
interface Asked {
  readonly userId: string;
  readonly serviceId: string;
}

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

/** Says what a user may do in a service, and why or why not, as far as the reader is told (`GrantView`). */
@Injectable()
export class Explanations {
  constructor(
    private readonly database: Database,
    private readonly view: GrantView,
    private readonly services: Services,
    private readonly users: Users,
    private readonly missing: MissingLink,
  ) {}

  /** @throws AppError `USER_NOT_FOUND` or `SERVICE_NOT_FOUND` */
  async listEffective(reader: Principal, asked: Asked): Promise<EffectivePermission[]> {
    const { grants } = await this.read(reader, asked);
    const byPermission = new Map<string, Grant[]>();
    for (const grant of grants) {
      const via = byPermission.get(grant.permission) ?? [];
      via.push(grant);
      byPermission.set(grant.permission, via);
    }
    return [...byPermission].map(([permission, via]) => ({ permission, via }));
  }

  /** @throws AppError `USER_NOT_FOUND` or `SERVICE_NOT_FOUND` */
  async explain(reader: Principal, asked: Asked, permission: string): Promise<Explanation> {
    const { service, isActive, grants } = await this.read(reader, asked);
    const via = grants.filter((grant) => grant.permission === permission);
    if (via.length > 0) return { allowed: true, reason: pathOf(permission, service, via), via };
    const reason = await this.missing.find({ isActive, service, permission });
    return { allowed: false, reason, via: [] };
  }

  private async read(
    reader: Principal,
    { userId, serviceId }: Asked,
  ): Promise<{ service: ServiceRow; isActive: boolean; grants: Grant[] }> {
    const tx = this.database.pool;
    const user = await this.users.getById(tx, userId);
    const service = await this.services.get(tx, serviceId);
    const isWhole = await this.view.isWhole(tx, reader, userId);
    const grants = await this.view.list(tx, isWhole, { userIds: [userId], serviceId });
    const isActive = user.isActive || !isWhole;
    return { service, isActive, grants: grantsIn(serviceId, grants) };
  }
}

function pathOf(permission: string, service: ServiceRow, via: readonly Grant[]): string {
  const paths = via.map(
    ({ role_name, service_name }) => `the role ${role_name} in ${service_name}`,
  );
  return `The user holds ${permission} in ${service.name} through ${paths.join(' and ')}.`;
}
