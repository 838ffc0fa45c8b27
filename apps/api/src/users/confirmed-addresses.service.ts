import { Injectable } from '@nestjs/common';
import type { Unit } from '#api/platform/changes';

/** What follows from a confirmed address, in the transaction that confirms it. It does not refuse the confirmation. */
export type OnConfirmed = (unit: Unit, userId: string) => Promise<void>;

/** Tells later features that the owner of an account was proven to have its address. */
@Injectable()
export class ConfirmedAddresses {
  private readonly followers: OnConfirmed[] = [];

  /** Call it before the application has started. */
  follow(follower: OnConfirmed): void {
    this.followers.push(follower);
  }

  async tell(unit: Unit, userId: string): Promise<void> {
    for (const follower of this.followers) await follower(unit, userId);
  }
}
