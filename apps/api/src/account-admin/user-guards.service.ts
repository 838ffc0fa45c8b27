import { Injectable } from '@nestjs/common';
import { Erasure } from '#api/auth';
import type { Tx } from '#libs/database';
import type { Unit } from '#api/platform/changes';
import { FreshProofs } from '#api/users/proofs';
import { ActorRights, actorOf, Administrators, userNotFound, type Acting } from '#api/rbac';
import { UsersStore } from '#api/users';

/** Keeps those who hold more than who acts, keeps the last administrator, and erases those who may go. */
@Injectable()
export class UserGuards {
  constructor(
    private readonly administrators: Administrators,
    private readonly erasure: Erasure,
    private readonly users: UsersStore,
    private readonly rights: ActorRights,
    private readonly proofs: FreshProofs,
  ) {}

  /** @throws AppError `ACCOUNT_HOLDS_MORE` */
  assertMayActOn(unit: Unit, acting: Acting, id: string): Promise<void> {
    return this.rights.assertMayActOn(unit.tx, acting, id);
  }

  /** @throws AppError `ACCOUNT_HOLDS_MORE` or `LAST_ADMIN` */
  async assertMayDeactivate(unit: Unit, acting: Acting, id: string): Promise<void> {
    await this.administrators.hold(unit.tx);
    await this.assertMayActOn(unit, acting, id);
    await this.administrators.assertNotLast(unit.tx, id);
  }

  /**
   * The account is held against roles that are given meanwhile: who was promoted first is judged as promoted, and who
   * would be promoted later is gone.
   * @throws AppError `USER_NOT_FOUND`, `ACCOUNT_HOLDS_MORE` or `LAST_ADMIN`
   */
  async erase(unit: Unit, acting: Acting, id: string): Promise<void> {
    await this.administrators.hold(unit.tx);
    if (!(await this.users.hold(unit.tx, id))) throw userNotFound();
    await this.assertMayActOn(unit, acting, id);
    const { client } = acting;
    const actor = actorOf(acting);
    const prove = (tx: Tx) => this.proofs.consume(tx, acting, 'erase_user');
    const erased = await this.erasure.erase(unit, { userId: id, actor, client, prove });
    if (!erased) throw userNotFound();
  }
}
