import { Injectable } from '@nestjs/common';
import { Erasure } from '#api/auth';
import type { Tx } from '#libs/database';
import type { Unit } from '#api/changes';
import { FreshProofs } from '#api/proofs';
import { actorOf, Administrators, userNotFound, type Acting } from '#api/rbac';

/** Keeps the last administrator, and erases those who may go. */
@Injectable()
export class UserGuards {
  constructor(
    private readonly administrators: Administrators,
    private readonly erasure: Erasure,
    private readonly proofs: FreshProofs,
  ) {}

  assertNotLast(unit: Unit, id: string): Promise<void> {
    return this.administrators.assertNotLast(unit.tx, id);
  }

  async erase(unit: Unit, acting: Acting, id: string): Promise<void> {
    const { client } = acting;
    const actor = actorOf(acting);
    const prove = (tx: Tx) => this.proofs.consume(tx, acting, 'erase_user');
    const erased = await this.erasure.erase(unit, { userId: id, actor, client, prove });
    if (!erased) throw userNotFound();
  }
}
