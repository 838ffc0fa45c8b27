import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { MergeMails, type MergedAccounts } from './merge-mails.service.js';
import { MergeRecords } from './merge-records.service.js';

/** What a merge leaves behind so that its owners can object to it: a record, and mails that name it. */
@Injectable()
export class MergeTrace {
  constructor(
    private readonly records: MergeRecords,
    private readonly mails: MergeMails,
  ) {}

  /** Before anything moves. Answers the id of the record; `null` when none are kept. */
  record(
    tx: Tx,
    accounts: Omit<MergedAccounts, 'mergeId'>,
    sessionId: string,
  ): Promise<string | null> {
    return this.records.keep(tx, accounts, sessionId);
  }

  tell(tx: Tx, merged: MergedAccounts): Promise<void> {
    return this.mails.sendMerged(tx, merged);
  }
}
