import type { KeyObject } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { publishedTerms } from './key-life.js';
import { KeyRing } from './key-ring.js';
import { KeyEncryption } from './key-encryption.js';
import { SigningKeysUnreadable } from './signing-keys.errors.js';
import { SigningKeysStore, type SigningKeyRow } from './signing-keys.store.js';

const UNKNOWN_KEY_READ_EVERY_MS = 1000;

/**
 * Keeps this process's copy of the signing keys, and makes the first one. A copy that cannot be renewed stays
 * in use, so that tokens are checked while the database is away.
 */
@Injectable()
export class KeyRingCache {
  private readonly log = new Logger('Signing keys');
  private readonly unreadable = new Set<string>();
  private ring: KeyRing | null = null;
  private reading: Promise<KeyRing> | null = null;
  private readForUnknownAtMs = -Infinity;

  constructor(
    private readonly database: Database,
    private readonly store: SigningKeysStore,
    private readonly encryption: KeyEncryption,
    private readonly clock: Clock,
  ) {}

  /** `null` before the first read. */
  get current(): KeyRing | null {
    return this.ring;
  }

  /** @throws SigningKeysUnreadable */
  async get(): Promise<KeyRing> {
    return this.ring ?? this.refresh();
  }

  /**
   * Reads again. A read that is under way when it is called may be too old: it is waited for, and one more begun.
   * @throws SigningKeysUnreadable
   */
  async refresh(): Promise<KeyRing> {
    const before = this.reading;
    if (before) await before.catch(() => undefined);
    if (this.reading && this.reading !== before) return this.reading;
    this.reading = this.read().finally(() => (this.reading = null));
    return this.reading;
  }

  /**
   * For a token whose key is not known here: another instance may have made it a moment ago. Asks the database
   * at most once a second, however many such tokens are shown.
   */
  async refreshForUnknownKey(): Promise<KeyRing> {
    const now = performance.now();
    if (this.ring && now - this.readForUnknownAtMs < UNKNOWN_KEY_READ_EVERY_MS) {
      return this.reading ?? this.ring;
    }
    this.readForUnknownAtMs = now;
    const kept = this.ring;
    return this.refresh().catch((error: unknown) => {
      if (kept) return kept;
      throw error;
    });
  }

  /** All keys as they are stored now. */
  listRows(): Promise<SigningKeyRow[]> {
    return this.store.list(this.database.pool);
  }

  /**
   * The longest life that a token of a key which is accepted now was given. Before the first read it asks the
   * database and opens nothing: a command may want to know whose keys cannot be opened.
   */
  async longestTokenSeconds(): Promise<number> {
    const nowMs = this.clock.nowMs();
    if (this.ring) return this.ring.longestTokenSeconds(nowMs);
    const terms = publishedTerms(await this.listRows(), nowMs);
    return Math.max(0, ...terms.map(({ key }) => key.longestTokenSeconds));
  }

  /** Notes, once for a key, that tokens of this life are about to be signed with it. */
  async noteTokenLife(id: string, seconds: number): Promise<void> {
    await this.store.raiseLongestToken(this.database.pool, id, seconds);
  }

  private async read(): Promise<KeyRing> {
    const ring = this.toRing(await this.listRows());
    this.ring = ring ?? this.toRing(await this.createFirst());
    if (!this.ring) throw new Error('There is no signing key');
    return this.ring;
  }

  private toRing(rows: readonly SigningKeyRow[]): KeyRing | null {
    return KeyRing.from(rows, this.clock.nowMs(), (id, sealed) => this.open(id, sealed), this.ring);
  }

  /**
   * At first every key must open. Later, one that was made under another `SECRET_KEY` (by a command that was given
   * the wrong one) must not keep this process from following the other changes.
   */
  private open(id: string, sealed: Buffer): KeyObject | null {
    try {
      return this.encryption.open(id, sealed);
    } catch (error) {
      if (this.ring === null || !(error instanceof SigningKeysUnreadable)) throw error;
      if (!this.unreadable.has(id)) this.log.error(`Key ${id} cannot sign here: ${error.message}`);
      this.unreadable.add(id);
      return null;
    }
  }

  /** Instances that start at once on an empty database make one key: an instance that waited for the lock finds it. */
  private createFirst(): Promise<SigningKeyRow[]> {
    return this.database.transaction(async (tx) => {
      await this.store.lock(tx);
      const rows = await this.store.list(tx);
      if (rows.some(({ revokedAt }) => revokedAt === null)) return rows;
      const now = this.clock.now();
      await this.store.insert(tx, this.encryption.create({ createdAt: now, activatesAt: now }));
      return this.store.list(tx);
    });
  }
}
