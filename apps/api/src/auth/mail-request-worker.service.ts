import { randomInt } from 'node:crypto';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Database } from '#libs/database';
import { Lifecycle } from '#libs/operation';
import { AnswerMailRequest } from './answer-mail-request.service.js';
import { MailRequestsStore } from './mail-requests.store.js';

/** For what another instance has left behind. */
const LOOK_EVERY_MS = 5_000;
/** Not at once: who sends one request after another must not feel the work that the one before has left. */
const DELAY_MS = { from: 50, to: 250 } as const;
const RETRY_SECONDS = 30;
const MAX_ATTEMPTS = 20;

/** Answers requests for mails one after the other, behind the backs of those who asked. Each is answered once. */
@Injectable()
export class MailRequestWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(MailRequestWorker.name);
  private timer: NodeJS.Timeout | undefined;
  private delay: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly store: MailRequestsStore,
    private readonly answer: AnswerMailRequest,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.wake(), LOOK_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    clearTimeout(this.delay);
    await this.running;
  }

  /** Returns at once; the work begins a little later. */
  wake(): void {
    const { from, to } = DELAY_MS;
    this.delay ??= setTimeout(
      () => {
        this.delay = undefined;
        this.running = this.running.then(() => this.work());
      },
      randomInt(from, to),
    ).unref();
  }

  /** Never fails. */
  private async work(): Promise<void> {
    try {
      while (!this.lifecycle.isDraining && (await this.takeOne()));
    } catch (error) {
      this.log.warn(`Requests for mails could not be read: ${String(error)}`);
    }
  }

  /** `false` when none is left. */
  private async takeOne(): Promise<boolean> {
    let takenId: string | null = null;
    try {
      return await this.database.transaction(async (tx) => {
        const request = await this.store.take(tx);
        if (!request) return false;
        takenId = request.id;
        await this.answer.answer(tx, request);
        return true;
      });
    } catch (error) {
      if (takenId === null) throw error;
      this.log.warn(`A request for a mail failed and will be tried again: ${String(error)}`);
      await this.store.postpone(this.database.pool, takenId, RETRY_SECONDS, MAX_ATTEMPTS);
      return true;
    }
  }
}
