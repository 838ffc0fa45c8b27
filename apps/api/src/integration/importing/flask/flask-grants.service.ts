import { Injectable } from '@nestjs/common';
import { AUTH_SERVICE, BUILT_IN_PERMISSIONS } from '#libs/access';
import { newId } from '#libs/kernel';
import { FlaskGrantsStore } from './flask-grants.store.js';
import type { FlaskRun } from './ledger.js';
import { acceptableName, isSameName, nameWithId, noticeNewId, wantedIds } from './ids-and-names.js';
import type { OriginalPermission, OriginalRole, OriginalService } from './original.js';

const RESERVED = /^(?:role|token):/;
const BUILT_IN: ReadonlySet<string> = new Set(BUILT_IN_PERMISSIONS);
const ADMIN = 'admin';

/** Imports services, permissions and roles. An imported role, except `admin`, never holds more than the original role. */
@Injectable()
export class FlaskGrants {
  constructor(private readonly store: FlaskGrantsStore) {}

  async move(run: FlaskRun): Promise<void> {
    const taken = new Set<string>();
    const wanted = wantedIds(run.original.services);
    for (const service of run.original.services) {
      const id = await this.moveService(run, service, taken, wanted.get(service.id) ?? null);
      run.ledger.settlePublicId('service', service.public_id, id);
      noticeNewId(run.ledger, 'service', service, id);
    }
    const authId = await this.getAuthService(run);
    const permissions = new Map(run.original.permissions.map((one) => [one.id, one]));
    for (const role of run.original.roles) await this.moveRole(run, role, permissions, authId);
    await this.moveUnused(run, authId);
  }

  private async getAuthService({ unit }: FlaskRun): Promise<string> {
    const id = await this.store.findService(unit.tx, AUTH_SERVICE);
    if (id === null) throw new Error('auth_service is missing: apply the migrations first');
    return id;
  }

  private async moveService(
    { unit: { tx }, ledger, now }: FlaskRun,
    service: OriginalService,
    taken: Set<string>,
    wantedId: string | null,
  ): Promise<string> {
    let name = acceptableName('service', service.name, service.id);
    if (name !== service.name) {
      ledger.notice('service', service.id, 'its name is not acceptable here', `named “${name}”`);
    }
    let known = await this.store.findService(tx, name);
    if (known !== null && taken.has(known)) {
      const other = nameWithId(name, service.id);
      ledger.notice(
        'service',
        service.id,
        'another service has its name, but for case',
        `named “${other}”`,
      );
      name = other;
      known = await this.store.findService(tx, name);
    }
    if (known !== null) {
      taken.add(known);
      ledger.settle('service', service.id, 'joined', known);
      ledger.notice(
        'service',
        service.id,
        `the service “${name}” is here already`,
        'joined with it',
      );
      return known;
    }
    const { description, is_active: isActive, created_at: createdAt } = service;
    const id = await this.store.insertService(tx, {
      wantedId,
      name,
      description,
      isActive,
      createdAt: createdAt ?? now,
    });
    taken.add(id);
    ledger.settle('service', service.id, 'created', id);
    return id;
  }

  private async moveRole(
    run: FlaskRun,
    role: OriginalRole,
    permissions: ReadonlyMap<number, OriginalPermission>,
    authId: string,
  ): Promise<void> {
    const { ledger } = run;
    const serviceId = ledger.find('service', role.service_id);
    if (serviceId === undefined) return ledger.leaveOut('role', role.id, 'its service is missing');
    const held = new Set<string>();
    for (const permissionId of role.permission_ids) {
      const permission = permissions.get(permissionId);
      if (permission) held.add(await this.permissionFor(run, permission, serviceId, authId));
    }
    await this.placeRole(run, role, { serviceId, isAuth: serviceId === authId, held });
  }

  /** Joins an existing role with the same name and permissions; otherwise creates one, with another name if necessary. */
  private async placeRole(
    { unit: { tx }, ledger }: FlaskRun,
    role: OriginalRole,
    place: { serviceId: string; isAuth: boolean; held: ReadonlySet<string> },
  ): Promise<void> {
    const { serviceId, isAuth, held } = place;
    const own = acceptableName('role', role.name, role.id);
    for (const name of [own, nameWithId(own, role.id)]) {
      const known = await this.store.findRole(tx, serviceId, name);
      const isAdmin = isAuth && isSameName(name, ADMIN);
      if (known && (isAdmin || isSame(known.permissionIds, held))) {
        ledger.settle('role', role.id, 'joined', known.id);
        if (isAdmin) {
          ledger.notice(
            'role',
            role.id,
            'it is the administrator of the installation',
            'its holders hold every permission here',
          );
        }
        return;
      }
      if (known) continue;
      if (name !== role.name) {
        ledger.notice(
          'role',
          role.id,
          'a role of its name is here with other permissions, or the name is not acceptable',
          `named “${name}”`,
        );
      }
      const id = newId();
      const { description, is_default: isDefault } = role;
      await this.store.insertRole(tx, { id, serviceId, name, description, isDefault }, [...held]);
      return ledger.settle('role', role.id, 'created', id);
    }
    ledger.leaveOut(
      'role',
      role.id,
      'both its name and the name with its id are taken by other roles',
    );
  }

  /** Permissions are global in the original and belong to a service here: one is created for each service whose roles hold it. */
  private async permissionFor(
    run: FlaskRun,
    permission: OriginalPermission,
    serviceId: string,
    authId: string,
  ): Promise<string> {
    const { ledger, unit } = run;
    const isReserved = RESERVED.test(permission.name);
    const isBuiltIn = BUILT_IN.has(permission.name) && (serviceId === authId || isReserved);
    const home = isBuiltIn ? authId : serviceId;
    const key = isBuiltIn ? permission.id : `${permission.id}@${serviceId}`;
    const settled = ledger.find('permission', key);
    if (settled !== undefined) return settled;
    const name = this.nameOf(run, permission, isBuiltIn);
    const known = await this.store.findPermission(unit.tx, home, name);
    if (known !== null) {
      ledger.settle('permission', key, 'joined', known);
      return known;
    }
    const id = newId();
    const { description } = permission;
    await this.store.insertPermission(unit.tx, { id, serviceId: home, name, description });
    ledger.settle('permission', key, 'created', id);
    return id;
  }

  private nameOf(
    { ledger }: FlaskRun,
    { id, name }: OriginalPermission,
    isBuiltIn: boolean,
  ): string {
    if (isBuiltIn) return name;
    const safe = RESERVED.test(name) ? `app-${name}` : acceptableName('permission', name, id);
    if (safe !== name) {
      const finding = `“${name}” is reserved here, or not acceptable`;
      ledger.notice(
        'permission',
        id,
        finding,
        `named “${safe}”: guards that ask for it must ask so`,
      );
    } else if (BUILT_IN.has(name)) {
      ledger.notice(
        'permission',
        id,
        `“${name}” is held in a service of its own`,
        'it opens nothing of Gatehouse there',
      );
    }
    return safe;
  }

  /** Permissions that no role holds are imported into `auth_service`, so that none is lost. */
  private async moveUnused(run: FlaskRun, authId: string): Promise<void> {
    const used = new Set(run.original.roles.flatMap((role) => role.permission_ids));
    for (const permission of run.original.permissions) {
      if (!used.has(permission.id)) await this.permissionFor(run, permission, authId, authId);
    }
  }
}

const isSame = (a: readonly string[], b: ReadonlySet<string>): boolean =>
  a.length === b.size && a.every((id) => b.has(id));
