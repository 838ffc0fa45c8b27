import { Injectable } from '@nestjs/common';
import { AUTH_SERVICE } from '#libs/access';
import type { Tx } from '#libs/database';
import { Units, type UnitRow } from '#api/units';
import type { Judged } from '../actor-rights.service.js';
import { assertMayGrant, assertMayTake } from '../assert-may-grant.js';
import type { Grant } from '../assignments.store.js';
import { assertAtLevel } from '../at-level.js';
import { countingAtUnit } from './evaluate.js';
import { isForUnits } from './reach.js';
import { UnitGrants } from './unit-grants.service.js';

/** What a role at a unit gives, and the service that it is of. */
export interface GivenAtUnit {
  readonly service: { readonly id: string; readonly name: string };
  readonly permissions: readonly string[];
}

type Path = readonly Pick<UnitRow, 'id' | 'rootId'>[];

/**
 * What an actor may grant and take at a unit: what they hold there, above it, or without a unit. An owner holds
 * `organization:*` in their organization. Like `ActorRights`, within the transaction of the act.
 */
@Injectable()
export class UnitRights {
  constructor(
    private readonly units: Units,
    private readonly held: UnitGrants,
  ) {}

  /**
   * @param path the unit and those above it
   * @throws AppError `GRANT_DENIED` or `INSUFFICIENT_AUTHENTICATION`
   */
  assertMayGrant(tx: Tx, judged: Judged, path: Path, given: GivenAtUnit): Promise<void> {
    return this.decide(tx, judged, path, given, assertMayGrant);
  }

  /** What may be granted may be taken. @throws AppError `GRANT_DENIED` or `INSUFFICIENT_AUTHENTICATION` */
  assertMayTake(tx: Tx, judged: Judged, path: Path, given: GivenAtUnit): Promise<void> {
    return this.decide(tx, judged, path, given, assertMayTake);
  }

  private async decide(
    tx: Tx,
    { principal }: Judged,
    path: Path,
    { service, permissions }: GivenAtUnit,
    assert: typeof assertMayGrant,
  ): Promise<void> {
    const asked = await this.withoutOwn(tx, principal.userId, path, { service, permissions });
    const held = await this.held.heldBy(tx, principal.userId, service.id);
    const ids = path.map(({ id }) => id);
    const check = (counting: readonly Grant[]) => assert(counting, service, asked);
    assertAtLevel(principal.acr, countingAtUnit(ids, held), check);
  }

  /** Without what the actor holds as an owner. */
  private async withoutOwn(
    tx: Tx,
    userId: string,
    [unit]: Path,
    { service, permissions }: GivenAtUnit,
  ): Promise<readonly string[]> {
    if (service.name !== AUTH_SERVICE || !unit) return permissions;
    if (!(await this.units.isOwner(tx, unit.rootId, userId))) return permissions;
    return permissions.filter((permission) => !isForUnits([permission]));
  }
}
