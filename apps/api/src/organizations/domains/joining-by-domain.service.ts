import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Audit } from '#api/audit';
import { unitChanged, type Unit } from '#api/platform/changes';
import { Members, Units, type UnitRow } from '#api/units';
import { ConfirmedAddresses, Users } from '#api/users';
import type { DomainRow } from './domain.js';
import { domainOf } from './domain-name.js';
import { DomainJoinsStore } from './domain-joins.store.js';
import { DomainsStore } from './domains.store.js';

/**
 * Makes users members when their address is confirmed and its domain is proven by an organization that lets its people join. Each
 * user joins an organization so once: who left or was removed stays outside.
 */
@Injectable()
export class JoiningByDomain {
  constructor(
    confirmed: ConfirmedAddresses,
    private readonly users: Users,
    private readonly domains: DomainsStore,
    private readonly joins: DomainJoinsStore,
    private readonly units: Units,
    private readonly members: Members,
    private readonly audit: Audit,
  ) {
    confirmed.follow((unit, userId) => this.join(unit, userId));
  }

  /** Where there is no room for the membership, the user stays outside, and the address is confirmed all the same. */
  private async join(unit: Unit, userId: string): Promise<void> {
    const { tx } = unit;
    const user = await this.users.lock(tx, userId);
    const domain = user?.isActive ? domainOf(user.emailCanonical) : null;
    const joined = domain === null ? null : await this.domains.findJoining(tx, domain);
    const place = joined && (await this.hold(tx, joined));
    if (!place) return;
    const { id, rootId } = joined;
    if (!(await this.joins.note(tx, rootId, userId))) return;
    if (await this.units.isMember(tx, rootId, userId)) return;
    if (!(await this.members.addIfRoom(tx, place, userId))) return;
    await this.audit.record(tx, {
      type: 'organization.member_joined',
      outcome: 'success',
      actor: { kind: 'system' },
      target: { kind: 'user', id: userId },
      details: { organization_id: rootId, unit_id: place.id, domain_id: id },
    });
    unit.changed(unitChanged(place.id, { userId }));
  }

  /**
   * Where people of the domain join, for as long as the transaction runs. The organization is locked first, then the unit, then the
   * domain: a deletion locks them in this order, too.
   */
  private async hold(tx: Tx, joined: DomainRow): Promise<UnitRow | null> {
    const root = await this.units.hold(tx, joined.rootId);
    const place = joined.unitId === null ? root : await this.units.hold(tx, joined.unitId);
    return place && (await this.domains.holdJoining(tx, joined)) ? place : null;
  }
}
