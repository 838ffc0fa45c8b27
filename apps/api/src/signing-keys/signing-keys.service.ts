import { Injectable } from '@nestjs/common';
import type { Actor } from '#api/audit';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { Clock } from '#libs/kernel';
import { describeKeys, isPastSigning, keyTerms, PUBLISHED_BEFORE_USE_SECONDS } from './key-life.js';
import { KeyMaker } from './key-maker.js';
import { KeyRings } from './key-rings.service.js';
import { SigningKeys, type Rotation, type SigningKeyInfo } from './signing-keys.js';
import { SigningKeysStore, type SigningKeyRow } from './signing-keys.store.js';

const DAY_MS = 86_400_000;
const OPERATOR: Actor = { kind: 'operator' };

@Injectable()
export class SigningKeysService extends SigningKeys {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rings: KeyRings,
    private readonly store: SigningKeysStore,
    private readonly maker: KeyMaker,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async rotate({ now = false }: { readonly now?: boolean } = {}): Promise<Rotation> {
    // A key made under another SECRET_KEY than the others would be of no use to the servers.
    if (!now) await this.rings.get();
    // What is there before the lock tells, behind it, whether another run has done this one's work.
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

  override async list(): Promise<SigningKeyInfo[]> {
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
    return this.maker.make(unit, { actor, waitSeconds, revoked: [] });
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
    return this.maker.make(unit, { actor: OPERATOR, waitSeconds: 0, revoked });
  }
}

const liveIds = (rows: readonly SigningKeyRow[]): string[] =>
  rows.filter(({ revokedAt }) => revokedAt === null).map(({ id }) => id);
