import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Services } from '#api/services';
import { FreshProofs } from '#api/users/proofs';
import type { Acting } from './acting.js';
import { assertMayActOn } from './assert-may-act-on.js';
import { assertMayGrant, assertMayTake, mayGrantAnything } from './assert-may-grant.js';
import { Grants } from './grants.service.js';
import { GrantsStore } from './grants.store.js';
import { takingDenied } from './rbac.errors.js';
import type { RoleRow } from './roles.store.js';

/**
 * By these a user gives permissions to others, makes credentials, or does what cannot be undone: an act that gives them wants
 * a fresh proof. Names that begin with `role:` and `token:` are reserved; that of another service's own `user:delete` is not,
 * and means nothing here.
 */
const WANTING = new Set(['role:write', 'token:write', 'user:delete']);

interface OfService {
  readonly id: string;
  readonly name: string;
}

/**
 * What an actor may grant, take away and do to other accounts: nothing is granted that they do not hold, taking away
 * asks for as much, and nothing is done to an account that holds more in `auth_service`. Asked in the transaction of the act: a
 * second connection, while one is held, could be waited for by all at once.
 */
@Injectable()
export class ActorRights {
  constructor(
    private readonly grants: Grants,
    private readonly store: GrantsStore,
    private readonly services: Services,
    private readonly proofs: FreshProofs,
  ) {}

  /** @throws AppError `GRANT_DENIED` */
  async assertMayGrant(
    tx: Tx,
    acting: Acting,
    service: OfService,
    permissions: readonly string[],
  ): Promise<void> {
    assertMayGrant(await this.grantsOf(tx, acting, service.id), service, permissions);
  }

  /** Whether the actor may give all that the role holds. @throws AppError `GRANT_DENIED` */
  async assertMayAssign(tx: Tx, acting: Acting, role: RoleRow): Promise<void> {
    const service = await this.services.get(tx, role.serviceId);
    await this.assertMayGrant(tx, acting, service, namesOf(role));
  }

  /** Whether the actor may give a permission that does not exist yet. */
  async mayGrantAnything(tx: Tx, acting: Acting, service: OfService): Promise<boolean> {
    return mayGrantAnything(await this.grantsOf(tx, acting, service.id), service);
  }

  /** Oneself may always be acted on. @throws AppError `ACCOUNT_HOLDS_MORE` */
  async assertMayActOn(tx: Tx, acting: Acting, userId: string): Promise<void> {
    if (userId === acting.principal.userId) return;
    const authId = await this.grants.getAuthServiceId(tx);
    const held = await this.store.listNamesOf(tx, userId, authId);
    assertMayActOn(await this.grantsOf(tx, acting, authId), held);
  }

  /** Before a role is taken from a user. @throws AppError `ACCOUNT_HOLDS_MORE` or `GRANT_DENIED` */
  async assertMayTakeRole(tx: Tx, acting: Acting, userId: string, role: RoleRow): Promise<void> {
    if (userId === acting.principal.userId) return;
    await this.assertMayActOn(tx, acting, userId);
    await this.assertMayTake(tx, acting, role.serviceId, namesOf(role));
  }

  /**
   * Before a role loses permissions, its name or itself: of `auth_service`, those who hold it are acted on; a role of
   * another service is that service's own matter.
   * @throws AppError `ACCOUNT_HOLDS_MORE` or `GRANT_DENIED`
   */
  async assertMayReduce(
    tx: Tx,
    acting: Acting,
    role: RoleRow,
    taken: readonly string[] = namesOf(role),
  ): Promise<void> {
    await this.assertMayTake(tx, acting, role.serviceId, taken);
    const authId = await this.grants.getAuthServiceId(tx);
    if (role.serviceId !== authId) return;
    const held = await this.store.listNamesOfHolders(tx, role, acting.principal.userId);
    assertMayActOn(await this.grantsOf(tx, acting, authId), held);
  }

  /** Before roles of the service lose these. @throws AppError `GRANT_DENIED` */
  async assertMayTake(
    tx: Tx,
    acting: Acting,
    serviceId: string,
    permissions: readonly string[],
  ): Promise<void> {
    const service = await this.services.get(tx, serviceId);
    assertMayTake(await this.grantsOf(tx, acting, serviceId), service, permissions);
  }

  /** Before a service goes, and with it all that others hold there. @throws AppError `GRANT_DENIED` */
  async assertMayRemoveService(tx: Tx, acting: Acting, serviceId: string): Promise<void> {
    if (!(await this.store.isHeldByOthers(tx, serviceId, acting.principal.userId))) return;
    const service = await this.services.get(tx, serviceId);
    if (!(await this.mayGrantAnything(tx, acting, service))) throw takingDenied(['role:write']);
  }

  /** Uses up a fresh proof when the role that is given holds what wants one. @throws AppError `PROOF_REQUIRED` */
  async useProofOfAssigning(tx: Tx, acting: Acting, role: RoleRow): Promise<void> {
    if (namesOf(role).some((name) => WANTING.has(name))) await this.useProof(tx, acting);
  }

  /** The same when a role gets by a change what wants one: its holders come by it. @throws AppError `PROOF_REQUIRED` */
  async useProofOfChange(
    tx: Tx,
    acting: Acting,
    { before, after }: { readonly before: RoleRow; readonly after: RoleRow },
  ): Promise<void> {
    const had = namesOf(before);
    const got = namesOf(after).filter((name) => !had.includes(name));
    if (got.some((name) => WANTING.has(name))) await this.useProof(tx, acting);
  }

  private async useProof(tx: Tx, acting: Acting): Promise<void> {
    if (this.proofs.areForAdministration) await this.proofs.consume(tx, acting, 'grant_role');
  }

  private grantsOf(tx: Tx, { principal }: Acting, serviceId: string) {
    return this.grants.listWithin(tx, [principal.userId], serviceId);
  }
}

const namesOf = ({ permissions }: RoleRow) => permissions.map(({ name }) => name);
