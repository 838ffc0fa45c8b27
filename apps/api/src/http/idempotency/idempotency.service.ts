import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { coreConfig, type ConfigOf } from '#libs/config';
import type { KeepAnswer } from '#libs/access';
import { Database } from '#libs/database';
import { AppError, deriveKey, SecretBox } from '#libs/kernel';
import type { GatehouseRequest } from '../edge/request-context.js';
import { IdempotencyStore, type KeyUse } from './idempotency.store.js';
import { keyUseOf } from './key-use.js';

const WAIT_MS = 2_000;
const POLL_MS = 100;

/** What is done once; it may keep its answer itself, in its transaction. */
export type Act = (keep: KeepAnswer) => Promise<unknown>;

/** What a request with a key is answered with: made now, or when the first one was. */
export interface OnceAnswer {
  readonly body: unknown;
  readonly isReplayed: boolean;
}

/**
 * Lets an act that creates something happen once for each key. Answers are kept for 24 hours, sealed under
 * the server's secret; an act that failed leaves the key free, and so does a process that died in it. An act that does
 * not keep its answer itself may have happened in that process all the same.
 */
@Injectable()
export class Idempotency {
  private readonly logger = new Logger('Idempotency');
  private readonly box: SecretBox;
  private readonly macKey: Buffer;

  constructor(
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
    private readonly database: Database,
    private readonly store: IdempotencyStore,
  ) {
    this.box = new SecretBox(core.secretKey ?? '', 'idempotency');
    this.macKey = deriveKey(core.secretKey ?? '', 'mac:idempotency');
  }

  /**
   * What this request does with its `Idempotency-Key`; `null` without one.
   * @throws AppError `VALIDATION_FAILED`
   */
  useOf(request: GatehouseRequest): KeyUse | null {
    return keyUseOf(request, this.macKey);
  }

  /**
   * Runs `act` unless it has run for this key.
   * @throws AppError `IDEMPOTENCY_KEY_REUSED`, `IDEMPOTENCY_IN_PROGRESS`, and whatever `act` throws
   */
  async once(use: KeyUse, act: Act): Promise<OnceAnswer> {
    const started = performance.now();
    for (;;) {
      if (await this.store.claim(this.database.pool, use)) return this.run(use, act);
      const kept = await this.store.find(this.database.pool, use.id);
      if (kept && !kept.bodyHash.equals(use.bodyHash)) throw reused();
      if (kept?.answer) return { body: this.open(use, kept.answer), isReplayed: true };
      if (performance.now() - started > WAIT_MS) throw inProgress();
      await sleep(POLL_MS);
    }
  }

  private async run(use: KeyUse, act: Act): Promise<OnceAnswer> {
    let isKept = false;
    const keep: KeepAnswer = async (tx, body) => {
      if (!(await this.store.keep(tx, use, this.seal(use, body)))) throw inProgress();
      isKept = true;
    };
    const body = await act(keep).catch(async (error: unknown) => {
      await this.attempt('release', this.store.release(this.database.pool, use));
      throw error;
    });
    if (!isKept) {
      await this.attempt('keep', this.store.keep(this.database.pool, use, this.seal(use, body)));
    }
    return { body, isReplayed: false };
  }

  /** The act is done, or has failed: what becomes of the key changes nothing about its answer. */
  private async attempt(what: string, work: Promise<unknown>): Promise<void> {
    await work.catch((error: unknown) => this.logger.warn(`Could not ${what} a key`, error));
  }

  private seal(use: KeyUse, body: unknown): Buffer {
    return this.box.seal(JSON.stringify({ body }), use.id.toString('hex'));
  }

  private open(use: KeyUse, answer: Buffer): unknown {
    const text = this.box.open(answer, use.id.toString('hex')).toString('utf8');
    return (JSON.parse(text) as { body: unknown }).body;
  }
}

const reused = () =>
  new AppError('IDEMPOTENCY_KEY_REUSED', {
    detail: 'This Idempotency-Key was used with another body. Use a new key for a new request.',
  });

const inProgress = () =>
  new AppError('IDEMPOTENCY_IN_PROGRESS', {
    detail: 'The first request with this Idempotency-Key is still running. Try again shortly.',
    retryAfterSeconds: 1,
  });
