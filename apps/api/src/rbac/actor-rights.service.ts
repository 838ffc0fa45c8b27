import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import type { Tx } from '#libs/database';
import type { AppError } from '#libs/kernel';
import type { Actor, AuditEvent } from '#api/audit';
import { FreshProofs } from '#api/users/proofs';
import {
  assertMayActOn,
  assertMayGrant,
  assertMayTake,
  holdsMore,
  mayGrantAnything,
} from './assert-may-grant.js';
import { AssignmentsStore, type Grant } from './assignments.store.js';
import { assertAtLevel } from './at-level.js';
import { holdsApiPermission } from './effective.js';
import { Grants } from './grants.service.js';
import { takingDenied } from './rbac.errors.js';
import { UnitHoldersStore } from './at-units/unit-holders.store.js';
import { serviceOf, type RoleRow } from './roles.store.js';

/** The signed-in user who performs an act, and from where. */
export interface Acting {
  readonly principal: Principal;
  readonly client: ClientInfo;
}

export function actorOf({ principal }: Acting): Actor {
  return { kind: 'user', id: principal.userId, sessionId: principal.sessionId };
}

/** Whose rights are judged, and for sessions of which level: those of who acts, or of who has ordered it before. */
export interface Judged {
  readonly principal: Pick<Principal, 'userId' | 'acr'>;
}

/** The audit event of an act that succeeded, with what it was done to. */
export function done(
  acting: Acting,
  type: string,
  target: { kind: string; id: string },
  details: Readonly<Record<string, unknown>> = {},
): AuditEvent {
  return {
    type,
    outcome: 'success',
    actor: actorOf(acting),
    target,
    client: acting.client,
    details,
  };
}

/**
 * An act that gives one of these permissions requires a fresh proof: with them a user gives permissions to others, makes
 * credentials, or does what cannot be undone. No service has its own permission that begins with `role:` or `token:`;
 * one may have its own `user:delete`, which then requires a proof too.
 */
const PROOF_REQUIRING = new Set(['role:write', 'token:write', 'user:delete']);

interface OfService {
  readonly id: string;
  readonly name: string;
}

/**
 * What an actor may grant, take away and do to other accounts: an actor grants and takes away only permissions that they
 * hold, and does nothing to an account that holds more in `auth_service`. Of what an actor holds, that counts which counts in
 * their session: where only the second factor is missing, the methods throw `INSUFFICIENT_AUTHENTICATION`. They read in the
 * transaction of the act: acts that hold a connection and wait for a second one could deadlock.
 */
@Injectable()
export class ActorRights {
  constructor(
    private readonly grants: Grants,
    private readonly assignments: AssignmentsStore,
    private readonly proofs: FreshProofs,
    private readonly unitHolders: UnitHoldersStore,
  ) {}

  /** @throws AppError `GRANT_DENIED` */
  async assertMayGrant(
    tx: Tx,
    acting: Acting,
    service: OfService,
    permissions: readonly string[],
  ): Promise<void> {
    await this.decide(tx, acting, service.id, (grants) =>
      assertMayGrant(grants, service, permissions),
    );
  }

  /** Whether the actor may give all that the role holds. @throws AppError `GRANT_DENIED` */
  async assertMayAssign(tx: Tx, acting: Acting, role: RoleRow): Promise<void> {
    await this.assertMayGrant(tx, acting, serviceOf(role), namesOf(role));
  }

  /**
   * Whether the actor may grant a permission that does not exist yet.
   * @param refusal what to throw when not
   */
  async assertMayGrantAnything(
    tx: Tx,
    acting: Acting,
    service: OfService,
    refusal: () => AppError,
  ): Promise<void> {
    await this.decide(tx, acting, service.id, (grants) => {
      if (!mayGrantAnything(grants, service)) throw refusal();
    });
  }

  /** An actor may always act on their own account. @throws AppError `ACCOUNT_HOLDS_MORE` */
  async assertMayActOn(tx: Tx, acting: Acting, userId: string): Promise<void> {
    if (userId === acting.principal.userId) return;
    const authId = await this.grants.getAuthServiceId(tx);
    const held = await this.assignments.listPermissionsOf(tx, userId, authId);
    await this.decide(tx, acting, authId, (grants) => assertMayActOn(grants, held));
  }

  /**
   * Why a user may not act on the account any more as they have ordered before; `null` when they may. All that they hold counts: at
   * which level they were signed in was looked at with the order.
   */
  async refusalOf(
    tx: Tx,
    { userId: actorId, permission }: { readonly userId: string; readonly permission: string },
    userId: string,
  ): Promise<AppError['code'] | null> {
    const authId = await this.grants.getAuthServiceId(tx);
    const grants = await this.grants.listWithin(tx, [actorId], authId);
    if (!holdsApiPermission(permission, null, grants)) return 'PERMISSION_DENIED';
    if (userId === actorId) return null;
    const held = await this.assignments.listPermissionsOf(tx, userId, authId);
    return holdsMore(grants, held) ? 'ACCOUNT_HOLDS_MORE' : null;
  }

  /** Before a role is taken from a user. @throws AppError `ACCOUNT_HOLDS_MORE` or `GRANT_DENIED` */
  async assertMayTakeRole(tx: Tx, acting: Acting, userId: string, role: RoleRow): Promise<void> {
    if (userId === acting.principal.userId) return;
    await this.assertMayActOn(tx, acting, userId);
    await this.assertMayTake(tx, acting, serviceOf(role), namesOf(role));
  }

  /**
   * Before a role loses permissions or its name, or is deleted. For a role of `auth_service` the actor must also be allowed to
   * act on its holders.
   * @throws AppError `ACCOUNT_HOLDS_MORE` or `GRANT_DENIED`
   */
  async assertMayReduce(
    tx: Tx,
    acting: Acting,
    role: RoleRow,
    taken: readonly string[] = namesOf(role),
  ): Promise<void> {
    await this.assertMayTake(tx, acting, serviceOf(role), taken);
    const authId = await this.grants.getAuthServiceId(tx);
    if (role.serviceId !== authId) return;
    const { userId } = acting.principal;
    const held = await this.assignments.listPermissionsOfHolders(tx, role, userId);
    held.push(...(await this.unitHolders.listPermissionsOfHolders(tx, role, userId)));
    await this.decide(tx, acting, authId, (grants) => assertMayActOn(grants, held));
  }

  /** Before roles of the service lose these. @throws AppError `GRANT_DENIED` */
  async assertMayTake(
    tx: Tx,
    acting: Acting,
    service: OfService,
    permissions: readonly string[],
  ): Promise<void> {
    await this.decide(tx, acting, service.id, (grants) =>
      assertMayTake(grants, service, permissions),
    );
  }

  /** Before a service is deleted with all roles that other users hold in it. @throws AppError `GRANT_DENIED` */
  async assertMayRemoveService(tx: Tx, acting: Acting, service: OfService): Promise<void> {
    const { userId } = acting.principal;
    const isHeld =
      (await this.assignments.isHeldByOthers(tx, service.id, userId)) ||
      (await this.unitHolders.isHeldByOthers(tx, service.id, userId));
    if (!isHeld) return;
    await this.assertMayGrantAnything(tx, acting, service, () => takingDenied(['role:write']));
  }

  /** Uses up a fresh proof when an assigned role holds a permission that requires one. @throws AppError `PROOF_REQUIRED` */
  async useProofOfAssigning(tx: Tx, acting: Acting, ...roles: readonly RoleRow[]): Promise<void> {
    if (roles.flatMap(namesOf).some((name) => PROOF_REQUIRING.has(name)))
      await this.useProof(tx, acting);
  }

  /**
   * The same when a change adds such a permission to a role, and so to its holders, or to their sessions with one factor.
   * @throws AppError `PROOF_REQUIRED`
   */
  async useProofOfChange(
    tx: Tx,
    acting: Acting,
    { before, after }: { readonly before: RoleRow; readonly after: RoleRow },
  ): Promise<void> {
    const isWidened = before.requiresMfa && !after.requiresMfa;
    const had = isWidened ? [] : namesOf(before);
    const got = namesOf(after).filter((name) => !had.includes(name));
    if (got.some((name) => PROOF_REQUIRING.has(name))) await this.useProof(tx, acting);
  }

  private async useProof(tx: Tx, acting: Acting): Promise<void> {
    if (this.proofs.areForAdministration) await this.proofs.consume(tx, acting, 'grant_role');
  }

  private async decide(
    tx: Tx,
    { principal }: Acting,
    serviceId: string,
    assert: (counting: readonly Grant[]) => void,
  ): Promise<void> {
    const grants = await this.grants.listWithin(tx, [principal.userId], serviceId);
    assertAtLevel(principal.acr, grants, assert);
  }
}

const namesOf = ({ permissions }: RoleRow) => permissions.map(({ name }) => name);
