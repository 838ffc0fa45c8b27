import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Database, isAnswerLost } from '#libs/database';
import { PasswordGuessesStore, type CountedTry } from './password-guesses.store.js';

const EVERY_MS = 1_000;
/** One that is older stays counted: what was counted since may have another cause. */
const LONGEST_MS = 60_000;
const MOST = 1_000;

interface Waiting {
  readonly counted: CountedTry;
  readonly untilMs: number;
}

/**
 * Takes back tries whose passwords were never looked at, also when the database cannot be used at the moment: then
 * once it can, one after the other, within a minute.
 */
@Injectable()
export class LateTakeBacks implements OnModuleInit, OnModuleDestroy {
  private waiting: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isBusy = false;
  private isStopped = false;

  constructor(
    private readonly database: Database,
    private readonly store: PasswordGuessesStore,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.repeat(), EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    this.isStopped = true;
    clearInterval(this.timer);
    this.waiting = [];
  }

  /** Never fails: what cannot be taken back at once is taken back later, or stays counted. */
  async takeBack(counted: CountedTry): Promise<void> {
    if (!(await this.attempt(counted))) {
      this.keep({ counted, untilMs: performance.now() + LONGEST_MS });
    }
  }

  /** Nothing of these keys is counted any more. */
  forget(keys: readonly Buffer[]): void {
    this.waiting = this.waiting.filter(
      ({ counted }) => !keys.some((key) => key.equals(counted.key)),
    );
  }

  private keep(one: Waiting): void {
    if (!this.isStopped && this.waiting.length < MOST) this.waiting.push(one);
  }

  private async repeat(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      const now = performance.now();
      this.waiting = this.waiting.filter(({ untilMs }) => untilMs > now);
      while (await this.repeatOne());
    } finally {
      this.isBusy = false;
    }
  }

  /** Whether it is worth going on. One that fails lets the others go first the next time. */
  private async repeatOne(): Promise<boolean> {
    const one = this.waiting.shift();
    if (!one) return false;
    const isDone = await this.attempt(one.counted);
    if (!isDone) this.keep(one);
    return isDone;
  }

  /** One whose answer was lost is not repeated: taken back twice, another would be uncounted. */
  private attempt(counted: CountedTry): Promise<boolean> {
    return this.store.takeBack(this.database.pool, counted).then(
      () => true,
      (error: unknown) => isAnswerLost(error),
    );
  }
}
