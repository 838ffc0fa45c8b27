import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { AppError, Clock, FairQueue, type FairPath } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import { ValidatedCaches } from '#api/platform/changes';
import { AppTokensStore, type HashedToken } from './app-tokens.store.js';

/** Reads at a time, and digests of one read: bad tokens by the thousand take two connections and no more. */
const READS_AT_ONCE = 2;
const DIGESTS_OF_ONE_READ = 500;
const MAX_WAITING = 10_000;
/**
 * For how long and how many digests are remembered as unknown. No caller can have shown the digest of a token that is minted
 * later; only a token that is imported later may be refused for so long.
 */
const UNKNOWN_FOR_MS = 1_000;
const MAX_UNKNOWN = 20_000;
const RETRY_AFTER_SECONDS = 1;

interface Waiting {
  readonly digest: string;
  readonly resolve: (found: HashedToken | null) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Finds the token of a digest. Many digests are read in one statement; waiting look-ups take turns by their origin, sites and
 * services first: a flood from one site or through one service delays that one alone, even from many addresses or callers.
 */
@Injectable()
export class TokenLookUps {
  private readonly waiting = new FairQueue<Waiting>(MAX_WAITING);
  private readonly unknownUntilMs = new Map<string, number>();
  private reading = 0;
  private isCalled = false;

  constructor(
    private readonly database: Database,
    private readonly store: AppTokensStore,
    private readonly caches: ValidatedCaches,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    metrics.gauge(
      'gatehouse_token_look_ups_waiting',
      'Application tokens that nobody has seen lately and that wait to be looked up',
      () => this.waiting.size,
    );
    metrics.gauge(
      'gatehouse_unknown_tokens_remembered',
      'Digests that are remembered for seconds because they are of no application token',
      () => this.unknownUntilMs.size,
    );
  }

  /**
   * @param digest SHA-256, base64
   * @param path where it comes from: the networks of an address from the widest, or a service and the caller behind it
   * @throws AppError `SERVICE_UNAVAILABLE` when too many wait, and this part of them has most
   */
  find(digest: string, path: FairPath): Promise<HashedToken | null> {
    if (this.isUnknown(digest)) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      const surplus = this.waiting.push(path, { digest, resolve, reject });
      surplus?.reject(tooMany());
      this.call();
    });
  }

  /** Look-ups that arrive in the same turn of the event loop are read together. */
  private call(): void {
    if (this.isCalled) return;
    this.isCalled = true;
    setImmediate(() => {
      this.isCalled = false;
      while (this.reading < READS_AT_ONCE && this.waiting.size > 0) void this.read();
    });
  }

  private async read(): Promise<void> {
    const batch = this.takeBatch();
    this.reading += 1;
    try {
      const found = await this.load([...new Set(batch.map(({ digest }) => digest))]);
      for (const { digest, resolve } of batch) resolve(found.get(digest) ?? null);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.reading -= 1;
      if (this.waiting.size > 0) this.call();
    }
  }

  private takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    for (let next = this.waiting.take(); next; next = this.waiting.take()) {
      batch.push(next);
      if (batch.length === DIGESTS_OF_ONE_READ) break;
    }
    return batch;
  }

  private async load(digests: readonly string[]): Promise<ReadonlyMap<string, HashedToken>> {
    const hashes = digests.map((digest) => Buffer.from(digest, 'base64'));
    const rows = await this.caches.within('tokens', () =>
      this.store.findByHashes(this.database.checks, hashes),
    );
    const found = new Map(rows.map((row) => [row.hash.toString('base64'), row]));
    for (const digest of digests) if (!found.has(digest)) this.noteUnknown(digest);
    return found;
  }

  private isUnknown(digest: string): boolean {
    return (this.unknownUntilMs.get(digest) ?? 0) > this.clock.monotonicMs();
  }

  private noteUnknown(digest: string): void {
    this.unknownUntilMs.delete(digest);
    if (this.unknownUntilMs.size >= MAX_UNKNOWN) {
      const [oldest] = this.unknownUntilMs.keys();
      if (oldest !== undefined) this.unknownUntilMs.delete(oldest);
    }
    this.unknownUntilMs.set(digest, this.clock.monotonicMs() + UNKNOWN_FOR_MS);
  }
}

const tooMany = () =>
  new AppError('SERVICE_UNAVAILABLE', {
    detail: 'Too many unknown tokens of this origin wait to be looked up. Try again shortly.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
