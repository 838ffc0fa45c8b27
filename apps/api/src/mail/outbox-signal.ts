import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntitySubscriberInterface, QueryRunner, TransactionCommitEvent } from 'typeorm';
import { Database, type Tx } from '#libs/database';

type Listener = () => void;

/**
 * Wakes the worker of this process as soon as a transaction that queued a mail has committed. Other
 * processes find the mail at their next look, within a second.
 */
@Injectable()
export class OutboxSignal implements OnModuleInit, EntitySubscriberInterface {
  private readonly withMail = new WeakSet<QueryRunner>();
  private readonly listeners = new Set<Listener>();

  constructor(private readonly database: Database) {}

  onModuleInit(): void {
    this.database.dataSource.subscribers.push(this);
  }

  /** Call it with the transaction that queues a mail. */
  queuedIn(tx: Tx): void {
    const runner = tx.queryRunner;
    if (runner?.isTransactionActive) this.withMail.add(runner);
    else this.wake();
  }

  onWake(listener: Listener): void {
    this.listeners.add(listener);
  }

  /** TypeORM calls it for savepoints, too: only the outermost commit ends the transaction. */
  afterTransactionCommit({ queryRunner }: TransactionCommitEvent): void {
    if (!queryRunner.isTransactionActive && this.withMail.delete(queryRunner)) this.wake();
  }

  afterTransactionRollback({ queryRunner }: TransactionCommitEvent): void {
    if (!queryRunner.isTransactionActive) this.withMail.delete(queryRunner);
  }

  /** Also for mails that became free again. */
  wake(): void {
    for (const listener of this.listeners) listener();
  }
}
