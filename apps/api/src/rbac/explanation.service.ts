import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { Database } from '#libs/database';
import { Services, type ServiceRow } from '#api/services';
import { Users } from '#api/users';
import { countingAt, grantsIn } from './effective.js';
import type { Grant } from './assignments.store.js';
import { Grants } from './grants.service.js';
import { PermissionsStore } from './permissions.store.js';
import { RolesStore } from './roles.store.js';

const MAX_ROLES = 10_000;

/** The user and the service that a question is about. */
interface Asked {
  readonly userId: string;
  readonly serviceId: string;
}

export interface EffectivePermission {
  readonly permission: string;
  /** The level of the sessions in which it counts; `null`: all. */
  readonly needs: 'aal2' | null;
  readonly via: readonly Grant[];
}

export interface Explanation {
  /** Whether in every session. */
  readonly allowed: boolean;
  /** The level of the sessions in which it is allowed although not in all; `null`: all or none. */
  readonly needs: 'aal2' | null;
  /** One sentence: the path, or the missing link. */
  readonly reason: string;
  readonly via: readonly Grant[];
}

/** Says what a user may do in a service, and why or why not, as far as the reader may see it (`Grants.maySeeAll`). */
@Injectable()
export class Explanations {
  constructor(
    private readonly database: Database,
    private readonly grants: Grants,
    private readonly services: Services,
    private readonly users: Users,
    private readonly permissions: PermissionsStore,
    private readonly roles: RolesStore,
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
    return [...byPermission].map(([permission, via]) => ({ permission, needs: needsOf(via), via }));
  }

  /** @throws AppError `USER_NOT_FOUND` or `SERVICE_NOT_FOUND` */
  async explain(reader: Principal, asked: Asked, permission: string): Promise<Explanation> {
    const { service, isActive, grants } = await this.read(reader, asked);
    const via = grants.filter((grant) => grant.permission === permission);
    if (via.length > 0) {
      const needs = needsOf(via);
      return { allowed: needs === null, needs, reason: pathOf(permission, service, via), via };
    }
    const reason = await this.findMissingLink({ isActive, service, permission });
    return { allowed: false, needs: null, reason, via: [] };
  }

  private async read(
    reader: Principal,
    { userId, serviceId }: Asked,
  ): Promise<{ service: ServiceRow; isActive: boolean; grants: Grant[] }> {
    const tx = this.database.pool;
    const user = await this.users.getById(tx, userId);
    const service = await this.services.get(tx, serviceId);
    const seesAll = await this.grants.maySeeAll(tx, reader, userId);
    const grants = await this.grants.listVisible(tx, seesAll, { userIds: [userId], serviceId });
    const isActive = user.isActive || !seesAll;
    return { service, isActive, grants: grantsIn(serviceId, grants) };
  }

  /** The first link that is missing between the user and the permission, in one sentence. */
  private async findMissingLink(asked: {
    isActive: boolean;
    service: ServiceRow;
    permission: string;
  }): Promise<string> {
    const { service, permission } = asked;
    if (!asked.isActive) return 'The account is deactivated, so none of its roles counts.';
    const tx = this.database.pool;
    const [known] = await this.permissions.listGrantable(tx, service.id, [permission]);
    if (!known) return `${service.name} has no permission named ${permission}.`;
    const roles = await this.roles.list(tx, service.id, { after: null, limit: MAX_ROLES });
    const holding = roles.filter((role) => role.permissions.some(({ id }) => id === known.id));
    if (holding.length === 0) return `No role of ${service.name} holds ${permission}.`;
    const names = holding.map(({ name }) => name).join(', ');
    if (!service.isActive) return `${service.name} is deactivated, so no role in it counts.`;
    return `The user has no role of ${service.name} that holds ${permission}; these do: ${names}.`;
  }
}

/** The level that sessions need when all paths go through roles that require two factors. */
const needsOf = (via: readonly Grant[]): 'aal2' | null =>
  countingAt('aal1', via).length > 0 ? null : 'aal2';

function pathOf(permission: string, service: ServiceRow, via: readonly Grant[]): string {
  const paths = via.map(({ roleName, serviceName }) => `the role ${roleName} in ${serviceName}`);
  const path = `The user holds ${permission} in ${service.name} through ${paths.join(' and ')}`;
  if (needsOf(via) === null) return `${path}.`;
  const counts = via.length > 1 ? 'which count' : 'which counts';
  return `${path}, ${counts} only in sessions with two factors (acr aal2).`;
}
