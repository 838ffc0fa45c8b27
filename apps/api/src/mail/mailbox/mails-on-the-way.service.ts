import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { OutboxUpkeepStore } from '../outbox-upkeep.store.js';

const PATIENCE_MS = 2_000;
const LOOK_MS = 20;

/** Mails that were queued and are not in the mailbox yet. */
@Injectable()
export class MailsOnTheWay {
  constructor(
    private readonly database: Database,
    private readonly outbox: OutboxUpkeepStore,
  ) {}

  /** Resolves when they are there, so that whoever caused a mail and then looks for it finds it; within two seconds. */
  async arrive(): Promise<void> {
    const endMs = performance.now() + PATIENCE_MS;
    while (performance.now() < endMs) {
      const { unsent } = await this.outbox.numbers(this.database.pool);
      if (unsent === 0) return;
      await pause(LOOK_MS);
    }
  }
}
