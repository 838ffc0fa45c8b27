import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntitySubscriberInterface, QueryRunner, TransactionCommitEvent } from 'typeorm';
import { Database, type Tx } from '#libs/database';

type Listener = () => void;

/**
 * Wakes the worker of this process as soon as a transaction that queued a mail has committed. Other processes find the
 * mail when they poll next, within a second.
 */
@Injectable()
export class OutboxSignal implements OnModuleInit, EntitySubscriberInterface {
  private readonly withMail = new WeakSet<QueryRunner>();
  private readonly listeners = new Set<Listener>();

  constructor(private readonly database: Database) {}

  onModuleInit(): void {
    this.database.dataSource.subscribers.push(this);
  }

  /** @param tx the transaction that queues a mail */
  queuedIn(tx: Tx): void {
    const runner = tx.queryRunner;
    if (runner?.isTransactionActive) this.withMail.add(runner);
    else this.wake();
  }

  onWake(listener: Listener): void {
    this.listeners.add(listener);
  }

  /** TypeORM also calls this for savepoints; only the outermost commit ends the transaction. */
  afterTransactionCommit({ queryRunner }: TransactionCommitEvent): void {
    if (!queryRunner.isTransactionActive && this.withMail.delete(queryRunner)) this.wake();
  }

  afterTransactionRollback({ queryRunner }: TransactionCommitEvent): void {
    if (!queryRunner.isTransactionActive) this.withMail.delete(queryRunner);
  }

  /** Wakes the worker; also called for mails whose claims were released. */
  wake(): void {
    for (const listener of this.listeners) listener();
  }
}
