import { Injectable } from '@nestjs/common';
import type { Acr, PermissionRule, Principal } from '#libs/access';
import { Database } from '#libs/database';
import { Units, type UnitRow } from '#api/units';
import { countingAt } from '../effective.js';
import { Grants } from '../grants.service.js';
import { countingAtUnit } from './evaluate.js';
import { UnitRolesStore } from './unit-roles.store.js';

/** Whether the caller may do what a rule asks for at a unit, and with two factors alone. */
export interface AccessAtUnit {
  readonly isAllowed: boolean;
  readonly isAllowedAtAal2: boolean;
}

const ALLOWED: AccessAtUnit = { isAllowed: true, isAllowedAtAal2: true };
const REFUSED: AccessAtUnit = { isAllowed: false, isAllowedAtAal2: false };

/**
 * Who may act at a unit although they do not hold the permission without one: the owners of its organization, holders of the
 * permission at the unit or above it, and for what members may do its members.
 */
@Injectable()
export class UnitAccess {
  constructor(
    private readonly database: Database,
    private readonly units: Units,
    private readonly unitRoles: UnitRolesStore,
    private readonly grants: Grants,
  ) {}

  /** @param unitId `null` when the call names none, or something that cannot be an id */
  async of(
    { userId, acr }: Pick<Principal, 'userId' | 'acr'>,
    { permission, orMember }: Pick<PermissionRule, 'permission' | 'orMember'>,
    unitId: string | null,
  ): Promise<AccessAtUnit> {
    const tx = this.database.checks;
    const unit = unitId === null ? null : await this.units.find(tx, unitId);
    if (!unit) return REFUSED;
    if (await this.isAllowedByBelonging(unit, userId, orMember === true)) return ALLOWED;
    const path = (await this.units.getPath(tx, unit.id)).map(({ id }) => id);
    const authId = await this.grants.getAuthServiceId(tx);
    const atUnits = await this.unitRoles.listHeld(tx, [userId], authId);
    const held = countingAtUnit(path, { everywhere: [], atUnits });
    const holdsAt = (level: Acr) =>
      countingAt(level, held).some((grant) => grant.permission === permission);
    return { isAllowed: holdsAt(acr), isAllowedAtAal2: holdsAt('aal2') };
  }

  private async isAllowedByBelonging(
    { rootId }: UnitRow,
    userId: string,
    orMember: boolean,
  ): Promise<boolean> {
    const tx = this.database.checks;
    if (await this.units.isOwner(tx, rootId, userId)) return true;
    return orMember && (await this.units.isMember(tx, rootId, userId));
  }
}
