import { randomUUID } from 'node:crypto';

/** A role, as the state of the server has it. */
export interface FakeRole {
  readonly id: string;
  readonly name: string;
  readonly serviceId: string;
  readonly permissions: Set<string>;
  /** It counts only in sessions with two factors. */
  requiresMfa: boolean;
}

/** What of the state of the server is needed. */
interface Around {
  readonly roles: ReadonlyMap<string, FakeRole>;
  readonly users: ReadonlyMap<string, { readonly isActive: boolean }>;
  changed(event: string, data: Record<string, unknown>, forService?: string | null): void;
}

interface UnitRole {
  readonly unitId: string;
  readonly roleId: string;
  /** `null`: the unit holds it. */
  readonly userId: string | null;
}

/** The units of organizations of a fake server, who belongs to them and what is held at them. */
export class FakeUnits {
  private readonly parents = new Map<string, string | null>();
  private readonly members = new Map<string, Set<string>>();
  private held: UnitRole[] = [];

  constructor(private readonly state: Around) {}

  add(parent: string | null, id: string = randomUUID()): string {
    this.parents.set(id, parent);
    this.state.changed('unit_changed', { unit_id: id });
    return id;
  }

  move(id: string, parent: string): void {
    if (this.pathOf(parent).includes(id)) throw new Error('A unit cannot be below itself');
    this.parents.set(id, parent);
    this.state.changed('unit_changed', { unit_id: id });
  }

  /** With all below it. */
  delete(id: string): void {
    for (const [child, parent] of this.parents) if (parent === id) this.delete(child);
    this.parents.delete(id);
    this.held = this.held.filter(({ unitId }) => unitId !== id);
    for (const units of this.members.values()) units.delete(id);
    this.state.changed('unit_changed', { unit_id: id });
  }

  addMember(unitId: string, userId: string): void {
    this.members.set(userId, (this.members.get(userId) ?? new Set()).add(unitId));
    this.state.changed('unit_changed', { unit_id: unitId, user_id: userId });
  }

  removeMember(unitId: string, userId: string): void {
    this.members.get(userId)?.delete(unitId);
    this.state.changed('unit_changed', { unit_id: unitId, user_id: userId });
  }

  hold(unitId: string, role: FakeRole, userId: string | null): void {
    this.held.push({ unitId, roleId: role.id, userId });
    this.announce(unitId, role, userId);
  }

  drop(unitId: string, role: FakeRole, userId: string | null): void {
    this.held = this.held.filter(
      (one) => one.unitId !== unitId || one.roleId !== role.id || one.userId !== userId,
    );
    this.announce(unitId, role, userId);
  }

  /** The unit and those above it; empty for an unknown unit. */
  pathOf(id: string): string[] {
    const parent = this.parents.get(id);
    if (parent === undefined) return [];
    return [id, ...(parent === null ? [] : this.pathOf(parent))];
  }

  /** What a user holds at units in a service, in the words of the protocol. */
  heldBy(userId: string, serviceId: string) {
    const grants = this.grantsOf(userId, serviceId);
    const roles = byId(new Set(grants.map(({ role }) => role)));
    const units = new Map(this.aboveOf(userId).map((id) => [id, new Set<number>()]));
    for (const { unitId, role } of grants) {
      units.set(unitId, (units.get(unitId) ?? new Set()).add(roles.indexOf(role)));
    }
    return {
      unit_roles: roles.map(({ id, name, permissions, requiresMfa }) => ({
        id,
        name,
        permissions: [...permissions].sort(),
        requires_mfa: requiresMfa,
      })),
      units: byId([...units].map(([id, indexes]) => ({ id, roles: [...indexes].sort() }))),
    };
  }

  /** The units at which the permission is held, sorted. */
  where(userId: string, serviceId: string, permission: string, acr: string): string[] {
    const held = this.grantsOf(userId, serviceId)
      .filter(({ role }) => role.permissions.has(permission))
      .filter(({ role }) => acr === 'aal2' || !role.requiresMfa)
      .map(({ unitId }) => unitId);
    return [...this.parents.keys()]
      .filter((id) => this.pathOf(id).some((unit) => held.includes(unit)))
      .sort();
  }

  private announce(unitId: string, { serviceId }: FakeRole, userId: string | null): void {
    if (userId === null) {
      this.state.changed('unit_changed', { unit_id: unitId, service_id: serviceId }, serviceId);
    } else {
      const data = { service_id: serviceId, user_id: userId };
      this.state.changed('permissions_changed', data, serviceId);
    }
  }

  /** The units of which the user is a member, and all above them; none of an inactive user. */
  private aboveOf(userId: string): string[] {
    if (this.state.users.get(userId)?.isActive !== true) return [];
    const own = [...(this.members.get(userId) ?? [])];
    return [...new Set(own.flatMap((id) => this.pathOf(id)))];
  }

  private grantsOf(userId: string, serviceId: string) {
    if (this.state.users.get(userId)?.isActive !== true) return [];
    const above = new Set(this.aboveOf(userId));
    return this.held
      .filter((one) => (one.userId === null ? above.has(one.unitId) : one.userId === userId))
      .map(({ unitId, roleId }) => ({ unitId, role: this.state.roles.get(roleId)! }))
      .filter(({ role }) => role.serviceId === serviceId);
  }
}

const byId = <T extends { readonly id: string }>(items: Iterable<T>): T[] =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
