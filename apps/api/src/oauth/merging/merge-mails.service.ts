import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Outbox } from '#api/mail';
import { addressee, type User } from '#api/users';
import { MergeRecords } from './merge-records.service.js';

export interface MergedAccounts {
  readonly kept: User;
  readonly ended: User;
  /** Of the record; `null` when none is stored. */
  readonly mergeId: string | null;
}

/** The mails about a merge and its undoing, to the addresses of both accounts. */
@Injectable()
export class MergeMails {
  constructor(
    private readonly outbox: Outbox,
    private readonly records: MergeRecords,
    private readonly clock: Clock,
  ) {}

  /** Mails of an erased account are deleted: the mail to the ended one belongs to the kept account. */
  async sendMerged(tx: Tx, { kept, ended, mergeId }: MergedAccounts): Promise<void> {
    const data = {
      at: this.clock.now(),
      account: kept.email,
      ended: ended.email,
      undo: mergeId === null ? null : { id: mergeId, days: this.records.undoDays },
    };
    for (const user of [kept, ended]) {
      const mail = { template: 'accounts-merged', data, ...addressee(user) } as const;
      await this.outbox.enqueue(tx, { ...mail, userId: kept.id });
    }
  }

  async sendUndone(tx: Tx, user: User, { other }: { readonly other: User }): Promise<void> {
    const data = { at: this.clock.now(), other: other.email };
    const mail = { template: 'merge-undone', data, ...addressee(user) } as const;
    await this.outbox.enqueue(tx, mail);
  }
}
