import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { Database } from '#libs/database';
import { Services, type ServiceRow } from '#api/services';
import { Users } from '#api/users';
import { countingAtUnit, placed, type PlacedGrant } from './at-units/evaluate.js';
import {
  placeInWords,
  UnitExplanations,
  type ExplainedGrant,
  type NamedUnit,
} from './at-units/unit-explanations.service.js';
import { UnitGrants } from './at-units/unit-grants.service.js';
import { countingAt, grantsIn } from './effective.js';
import { Grants } from './grants.service.js';
import { PermissionsStore } from './permissions.store.js';
import { RolesStore } from './roles.store.js';

const MAX_ROLES = 10_000;

/** The user and the service that a question is about. */
interface Asked {
  readonly userId: string;
  readonly serviceId: string;
  /** The unit at which; without it what counts everywhere. */
  readonly unitId?: string;
}

/** What is read for a question; `path` leads to the unit asked about. */
interface Found {
  readonly service: ServiceRow;
  readonly isActive: boolean;
  readonly path: readonly NamedUnit[] | null;
  readonly grants: readonly PlacedGrant[];
  /** At whichever unit. */
  readonly atUnits: readonly PlacedGrant[];
}

export interface EffectivePermission {
  readonly permission: string;
  /** The level of the sessions in which it counts; `null`: all. */
  readonly needs: 'aal2' | null;
  readonly via: readonly ExplainedGrant[];
}

export interface Explanation {
  /** Whether in every session. */
  readonly allowed: boolean;
  /** The level of the sessions in which it is allowed although not in all; `null`: all or none. */
  readonly needs: 'aal2' | null;
  /** One sentence: the path, or the missing link. */
  readonly reason: string;
  readonly via: readonly ExplainedGrant[];
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
    private readonly unitGrants: UnitGrants,
    private readonly unitWords: UnitExplanations,
  ) {}

  /** @throws AppError `USER_NOT_FOUND`, `SERVICE_NOT_FOUND` or `ORGANIZATION_NOT_FOUND` */
  async listEffective(reader: Principal, asked: Asked): Promise<EffectivePermission[]> {
    const { grants } = await this.read(reader, asked);
    const explained = await this.unitWords.explain(this.database.pool, asked.userId, grants);
    const byPermission = new Map<string, ExplainedGrant[]>();
    for (const grant of explained) {
      const via = byPermission.get(grant.permission) ?? [];
      via.push(grant);
      byPermission.set(grant.permission, via);
    }
    return [...byPermission].map(([permission, via]) => ({ permission, needs: needsOf(via), via }));
  }

  /** @throws AppError `USER_NOT_FOUND`, `SERVICE_NOT_FOUND` or `ORGANIZATION_NOT_FOUND` */
  async explain(reader: Principal, asked: Asked, permission: string): Promise<Explanation> {
    const found = await this.read(reader, asked);
    const through = found.grants.filter((grant) => grant.permission === permission);
    const via = await this.unitWords.explain(this.database.pool, asked.userId, through);
    if (via.length > 0) {
      const needs = needsOf(via);
      return { allowed: needs === null, needs, reason: pathOf(permission, found, via), via };
    }
    const reason = await this.findMissingLink(found, permission);
    return { allowed: false, needs: null, reason, via: [] };
  }

  private async read(reader: Principal, { userId, serviceId, unitId }: Asked): Promise<Found> {
    const tx = this.database.pool;
    const user = await this.users.getById(tx, userId);
    const service = await this.services.get(tx, serviceId);
    const path = unitId === undefined ? null : await this.unitWords.getPath(tx, unitId);
    const seesAll = await this.grants.maySeeAll(tx, reader, userId);
    const held = await this.unitGrants.heldBy(tx, userId, serviceId, seesAll);
    const counting = countingAtUnit(path && path.map(({ id }) => id), held);
    return {
      service,
      isActive: user.isActive || !seesAll,
      path,
      grants: grantsIn(serviceId, counting),
      atUnits: held.atUnits.flatMap(placed),
    };
  }

  /** The first link that is missing between the user and the permission, in one sentence. */
  private async findMissingLink(found: Found, permission: string): Promise<string> {
    const { service } = found;
    if (!found.isActive) return 'The account is deactivated, so none of its roles counts.';
    const tx = this.database.pool;
    const [known] = await this.permissions.listGrantable(tx, service.id, [permission]);
    if (!known) return `${service.name} has no permission named ${permission}.`;
    const held = found.atUnits.filter((grant) => grant.permission === permission);
    const elsewhere = await this.unitWords.elsewhere(tx, held, found.path);
    if (elsewhere !== null) return elsewhere;
    const roles = await this.roles.list(tx, service.id, { after: null, limit: MAX_ROLES });
    const holding = roles.filter((role) => role.permissions.some(({ id }) => id === known.id));
    if (holding.length === 0) return `No role of ${service.name} holds ${permission}.`;
    const names = holding.map(({ name }) => name).join(', ');
    if (!service.isActive) return `${service.name} is deactivated, so no role in it counts.`;
    return `The user has no role of ${service.name} that holds ${permission}; these do: ${names}.`;
  }
}

/** The level that sessions need when all paths go through roles that require two factors. */
const needsOf = (via: readonly PlacedGrant[]): 'aal2' | null =>
  countingAt('aal1', via).length > 0 ? null : 'aal2';

function pathOf(
  permission: string,
  { service, path: unitPath }: Pick<Found, 'service' | 'path'>,
  via: readonly ExplainedGrant[],
): string {
  const paths = via.map(
    (grant) => `the role ${grant.roleName} in ${grant.serviceName}${placeInWords(grant, unitPath)}`,
  );
  const at = unitPath?.[0] ? ` at ${unitPath[0].name}` : '';
  const path = `The user holds ${permission} in ${service.name}${at} through ${paths.join(' and ')}`;
  if (needsOf(via) === null) return `${path}.`;
  const counts = via.length > 1 ? 'which count' : 'which counts';
  return `${path}, ${counts} only in sessions with two factors (acr aal2).`;
}
