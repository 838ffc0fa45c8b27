import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import type { KeepAnswer } from '#libs/access';
import { Database } from '#libs/database';
import { AppError, deriveKey, SecretBox } from '#libs/kernel';
import { LateWrites } from '#libs/cleanup';
import type { GatehouseRequest } from '../edge/request-context.js';
import { IdempotencyStore, type KeyUse } from './idempotency.store.js';
import { keyUseOf } from './key-use.js';

const WAIT_MS = 2_000;
const POLL_MS = 100;
/** How long a claim lasts; after that another request may take the key, released or not. */
const RELEASE_MS = 60_000;
/** How long an answer is kept. */
const KEEP_MS = 24 * 3_600_000;

/** The act that happens once; it may keep its answer itself, in its transaction. */
export type Act = (keep: KeepAnswer) => Promise<unknown>;

/** The answer to a request with a key: new, or kept from the first request. */
export interface OnceAnswer {
  readonly body: unknown;
  readonly isReplayed: boolean;
}

/**
 * Runs an act that creates something at most once for each key. Answers are kept for 24 hours, encrypted with the
 * server's secret. An act that fails frees the key, and so does a process that stops during the act; the act may have
 * happened nevertheless in that process, unless it keeps its answer in its own transaction.
 */
@Injectable()
export class Idempotency implements OnModuleDestroy {
  private readonly logger = new Logger('Idempotency');
  private readonly box: SecretBox;
  private readonly macKey: Buffer;
  /**
   * Late writes of the state of a key; writing one twice is harmless. A key whose write is lost is free when its claim
   * expires.
   */
  private readonly unsettled = new LateWrites({ everyMs: 500, most: 1_000 });

  constructor(
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
    private readonly database: Database,
    private readonly store: IdempotencyStore,
  ) {
    this.box = new SecretBox(serverSecretOf(core), 'idempotency');
    this.macKey = deriveKey(serverSecretOf(core), 'mac:idempotency');
  }

  onModuleDestroy(): void {
    this.unsettled.close();
  }

  /**
   * The use of this request's `Idempotency-Key`; `null` without one.
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
    await this.unsettled.writeNow(use.id);
    const started = performance.now();
    for (;;) {
      if (await this.claim(use)) return this.run(use, act);
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
      await this.attempt(use, () => this.release(use), RELEASE_MS);
      throw error;
    });
    if (!isKept) {
      const answer = this.seal(use, body);
      await this.attempt(use, () => this.store.keep(this.database.pool, use, answer), KEEP_MS);
    }
    return { body, isReplayed: false };
  }

  /** After an error the key may nevertheless have been claimed. */
  private claim(use: KeyUse): Promise<boolean> {
    return this.store.claim(this.database.pool, use).catch((error: unknown) => {
      this.unsettled.add(use.id, () => this.release(use), RELEASE_MS);
      throw error;
    });
  }

  private release(use: KeyUse): Promise<void> {
    return this.store.release(this.database.pool, use);
  }

  /** The act has succeeded or failed: a failure to write the key's state does not change its answer. */
  private async attempt(use: KeyUse, settle: () => Promise<unknown>, forMs: number): Promise<void> {
    try {
      await settle();
    } catch (error) {
      this.logger.warn('What became of a key is written later', error);
      this.unsettled.add(use.id, settle, forMs);
    }
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
