import { Injectable } from '@nestjs/common';
import { Audit, type Actor } from '#api/audit';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { Clock, DAY_MS } from '#libs/kernel';
import { KeyEncryption } from './key-encryption.js';
import {
  describeKeys,
  isPastSigning,
  keyTerms,
  PUBLISHED_BEFORE_USE_SECONDS,
  publishedTerms,
  type SigningKeyInfo,
} from './key-life.js';
import { KeyRingCache } from './key-ring-cache.service.js';
import { SigningKeysStore, type SigningKeyRow } from './signing-keys.store.js';

const OPERATOR: Actor = { kind: 'operator' };

/** What a rotation did. */
export interface Rotation {
  readonly key: SigningKeyInfo;
  /** `false` when another rotation at the same time made it, or one was under way already. */
  readonly created: boolean;
  /** The keys that are no longer accepted, by an emergency rotation. */
  readonly revoked: readonly string[];
}

interface NewKeyRequest {
  readonly actor: Actor;
  /** For how long it is published before it signs. */
  readonly waitSeconds: number;
  /** The keys that it replaces at once. */
  readonly revoked: readonly string[];
}

/** Makes, replaces and lists the signing keys; for the operator's commands and the server's own timer. */
@Injectable()
export class SigningKeys {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rings: KeyRingCache,
    private readonly store: SigningKeysStore,
    private readonly encryption: KeyEncryption,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a new key. With overlap: it is published before it is used, and the old ones are accepted until their
   * last token has expired. `now`, for a leaked key: every older key stops being accepted, on every instance, at once.
   * Runs that overlap, on any instances, make one key together.
   */
  async rotate({ now = false }: { readonly now?: boolean } = {}): Promise<Rotation> {
    // A key made under another SECRET_KEY than the others would be of no use to the servers.
    if (!now) await this.rings.get();
    // When none of these is live any more once the lock is held, another run has replaced them all.
    const seen = liveIds(await this.rings.listRows());
    const rotation = await this.unitOfWork.run(async (unit) => {
      await this.store.lock(unit.tx);
      return now ? this.replaceAll(unit, seen) : this.addSuccessor(unit, OPERATOR);
    });
    await this.rings.refresh();
    return rotation;
  }

  /** With overlap, when the newest key is older than `days`; `null` when it is not. */
  rotateIfOlderThan(days: number): Promise<Rotation | null> {
    return this.unitOfWork.run(async (unit) => {
      await this.store.lock(unit.tx);
      const created = (await this.store.list(unit.tx))
        .filter(({ revokedAt }) => revokedAt === null)
        .map(({ createdAt }) => createdAt.getTime());
      const isDue = this.clock.nowMs() - Math.max(...created) >= days * DAY_MS;
      return isDue ? this.addSuccessor(unit, { kind: 'system' }) : null;
    });
  }

  /** All keys, newest first. */
  async list(): Promise<SigningKeyInfo[]> {
    return describeKeys(await this.rings.listRows(), this.clock.nowMs());
  }

  private async addSuccessor(unit: Unit, actor: Actor): Promise<Rotation> {
    const nowMs = this.clock.nowMs();
    const before = await this.store.list(unit.tx);
    const pending = describeKeys(before, nowMs).find(({ state }) => state === 'pending');
    if (pending) return { key: pending, created: false, revoked: [] };
    const past = keyTerms(before).filter((term) => isPastSigning(term, nowMs));
    await this.store.forgetPrivate(
      unit.tx,
      past.map(({ key }) => key.id),
    );
    const waitSeconds = PUBLISHED_BEFORE_USE_SECONDS;
    return this.make(unit, { actor, waitSeconds, revoked: [] });
  }

  private async replaceAll(unit: Unit, seen: readonly string[]): Promise<Rotation> {
    const before = await this.store.list(unit.tx);
    const live = liveIds(before);
    const isDoneByAnother = seen.length > 0 && !seen.some((id) => live.includes(id));
    if (isDoneByAnother) {
      const keys = describeKeys(before, this.clock.nowMs());
      const key = keys.find(({ state }) => state === 'active')!;
      return { key, created: false, revoked: seen };
    }
    const revoked = await this.store.revokeAll(unit.tx, this.clock.now());
    return this.make(unit, { actor: OPERATOR, waitSeconds: 0, revoked });
  }

  /** Tells the other instances and records it, all in this transaction. */
  private async make(
    unit: Unit,
    { actor, waitSeconds, revoked }: NewKeyRequest,
  ): Promise<Rotation> {
    const createdAt = this.clock.now();
    const activatesAt = new Date(createdAt.getTime() + waitSeconds * 1000);
    const { id, ...rest } = this.encryption.create({ createdAt, activatesAt });
    await this.store.insert(unit.tx, { id, ...rest });
    const rows = await this.store.list(unit.tx);
    const kids = publishedTerms(rows, createdAt.getTime()).map(({ key }) => key.id);
    unit.changed({ kind: 'keys_changed', data: { kids } });
    await this.audit.record(unit.tx, {
      type: revoked.length > 0 ? 'signing_keys.replaced' : 'signing_keys.rotated',
      outcome: 'success',
      actor,
      target: { kind: 'signing_key', id },
      details: { activates_at: activatesAt.toISOString(), revoked },
    });
    const key = describeKeys(rows, createdAt.getTime()).find((info) => info.id === id);
    return { key: key!, created: true, revoked };
  }
}

const liveIds = (rows: readonly SigningKeyRow[]): string[] =>
  rows.filter(({ revokedAt }) => revokedAt === null).map(({ id }) => id);
